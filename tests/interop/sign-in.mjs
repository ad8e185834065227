// Signing in by an OpenID Connect provider that nobody here wrote, oidc-provider from npm: node tests/interop/sign-in.mjs CREDEX
import { createServer } from "node:http";
import { startServer } from "../e2e/harness.mjs";
import { end, say } from "./table.mjs";
import { visitor } from "./visitor.mjs";
import { need } from "./needs.mjs";

const { default: Provider } = await need("oidc-provider");

const peer = "oidc-provider";
// It says on every start that this is no way to run it for real.
console.info = console.warn = () => {};
const secret = "a secret, with: signs & spaces";
let provider;
const http = createServer((request, response) => provider.callback()(request, response));
await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${http.address().port}`;
const server = await startServer({ demo: false, args: ["--openid-issuer", issuer, "--openid-client", "credex", "--openid-secret", secret, "--allow-private", "yes"] });
let verified = true;
const make = (method, conformIdTokenClaims) => {
  provider = new Provider(issuer, {
    clients: [{ client_id: "credex", client_secret: secret, redirect_uris: [`${server.url}/sign-in/openid/back`], token_endpoint_auth_method: method }],
    clientAuthMethods: [method],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@provider.example`, email_verified: verified, name: `${id} of the provider` }) }),
    pkce: { required: () => true },
  });
};
const enter = async (login) => {
  const { go, send } = visitor();
  const asked = await go(`${server.url}/sign-in/openid`);
  const consent = await send(asked, { login, password: "any" });
  return send(consent, {});
};

try {
  for (const [method, conform, words] of [["client_secret_basic", true, "claims at its userinfo endpoint, client_secret_basic"], ["client_secret_post", false, "claims in the ID token, client_secret_post"]]) {
    make(method, conform);
    const back = await enter(`olga-${conform}`);
    say(back.url.startsWith(server.url) && back.text.includes(`olga-${conform} of the provider`), peer, `signs in (${words})${back.status === 200 ? "" : `: ${back.status}`}`);
  }
  make("client_secret_basic", true);
  const again = await enter("olga-true");
  say(again.text.includes("olga-true of the provider"), peer, "the same person comes back");
  verified = false;
  const refused = await enter("nobody");
  say(refused.status >= 400 && /verified/.test(refused.text), "credex", "refuses an address that the provider has not verified");
  const stale = await fetch(`${server.url}/sign-in/openid/back?code=made-up&state=made-up`, { redirect: "manual" });
  say(stale.status >= 400, "credex", "refuses an answer that nobody asked for");
} finally {
  await server.stop();
  server.remove();
  http.close();
}
end();
