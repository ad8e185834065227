// A learning system in small, by LTI 1.3, LTI Advantage and Dynamic Registration: it says no to whatever the specifications forbid.
// Its keys, tokens and their verification are those of `jose` from npm.
import { webcrypto } from "node:crypto";
import { createServer } from "node:http";
import { need } from "./needs.mjs";

const { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } = await need("jose");

globalThis.crypto ??= webcrypto;  // Node.js 18
const lti = "https://purl.imsglobal.org/spec/lti/claim/";
const membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
export const scopes = { members: "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", item: "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
  results: "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly", score: "https://purl.imsglobal.org/spec/lti-ags/scope/score" };

export async function startPlatform() {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "platform-1", alg: "RS256", use: "sig" };
  const people = [
    { user_id: "t1", name: "Tea Cher", email: "tea@school.example", roles: [`${membership}Instructor`], status: "Active" },
    { user_id: "l1", given_name: "Ana", family_name: "Aprendiz", name: "Ana Aprendiz", email: "ana@student.example", roles: [`${membership}Learner`], status: "Active" },
    { user_id: "l2", name: "Ben Lerner", email: "ben@student.example", roles: [`${membership}Learner`], status: "Active" },
    { user_id: "l3", name: "Cleo Elev", roles: [`${membership}Learner`], status: "Active" },
    { user_id: "l4", name: "Gone Away", email: "gone@student.example", roles: [`${membership}Learner`], status: "Inactive" },
    { user_id: "l5", roles: [`${membership}Learner`], status: "Active" },
  ];
  const state = { url: "", tool: null, people, grades: new Map(), scores: [], items: [], refused: [], returned: null, page: "", tokens: new Map(), asked: 0 };
  const used = new Set();
  const http = createServer(async (request, response) => {
    const url = new URL(request.url, state.url);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const json = (value, type = "application/json", headers = {}) => { response.writeHead(headers.status ?? 200, { "content-type": type, ...headers }); response.end(JSON.stringify(value)); };
    const no = (status, why) => { state.refused.push(`${request.method} ${url.pathname}: ${why}`); json({ error: why }, "application/json", { status }); };
    const may = (scope) => (state.tokens.get((request.headers.authorization ?? "").replace("Bearer ", "")) ?? "").split(" ").includes(scope);
    const accepts = (type) => (request.headers.accept ?? "").includes(type);
    if (url.pathname === "/configuration")
      return json({ issuer: state.issuer ?? state.url, authorization_endpoint: `${state.url}/authorize`, token_endpoint: `${state.url}/token`, jwks_uri: `${state.url}/jwks`, registration_endpoint: `${state.url}/register`,
        "https://purl.imsglobal.org/spec/lti-platform-configuration": { product_family_code: "simulator", version: "1" } });
    if (url.pathname === "/course") {
      response.writeHead(200, { "content-type": "text/html" });
      return response.end(state.page);
    }
    if (url.pathname === "/jwks") return json({ keys: [jwk] });
    if (url.pathname === "/register") {
      const asked = JSON.parse(body);
      const tool = asked["https://purl.imsglobal.org/spec/lti-tool-configuration"];
      if (request.headers.authorization !== "Bearer once") return no(401, "no registration token");
      if (asked.application_type !== "web" || asked.token_endpoint_auth_method !== "private_key_jwt" || !asked.grant_types.includes("client_credentials") || !asked.response_types.includes("id_token")) return no(400, "no LTI tool");
      if (!tool?.domain || !tool.messages.some((message) => message.type === "LtiDeepLinkingRequest")) return no(400, "no tool configuration");
      state.tool = { ...asked, client_id: "client-1" };
      return json({ ...asked, client_id: "client-1", "https://purl.imsglobal.org/spec/lti-tool-configuration": { ...tool, deployment_id: "deployment-1" } });
    }
    if (url.pathname === "/token") {
      const form = new URLSearchParams(body);
      if (form.get("grant_type") !== "client_credentials" || form.get("client_assertion_type") !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") return no(400, "unsupported_grant_type");
      try {
        const { payload } = await jwtVerify(form.get("client_assertion"), createRemoteJWKSet(new URL(state.tool.jwks_uri)), { issuer: "client-1", subject: "client-1", audience: `${state.url}/token`, algorithms: ["RS256"], requiredClaims: ["exp", "iat", "jti"] });
        if (used.has(payload.jti)) return no(400, "a jti twice");
        used.add(payload.jti);
      } catch (problem) { return no(401, String(problem)); }
      ++state.asked;
      const token = crypto.randomUUID();
      state.tokens.set(token, form.get("scope"));
      return json({ access_token: token, token_type: "Bearer", expires_in: 3600, scope: form.get("scope") });
    }
    if (url.pathname === "/members") {
      if (!may(scopes.members)) return no(403, "no scope");
      if (!accepts("application/vnd.ims.lti-nrps.v2.membershipcontainer+json")) return no(406, "accept");
      // In two pages, as large courses are.
      const second = url.searchParams.get("page") === "2";
      const link = second ? {} : { link: `<${state.url}/members?page=2>; rel="next"` };
      return json({ id: `${state.url}/members`, context: { id: "c1" }, members: second ? people.slice(3) : people.slice(0, 3) }, "application/vnd.ims.lti-nrps.v2.membershipcontainer+json", link);
    }
    if (url.pathname === "/items" && request.method === "GET") return may(scopes.item) ? json(state.items, "application/vnd.ims.lis.v2.lineitemcontainer+json") : no(403, "no scope");
    if (url.pathname === "/items" && request.method === "POST") {
      if (!may(scopes.item)) return no(403, "no scope");
      if (request.headers["content-type"] !== "application/vnd.ims.lis.v2.lineitem+json") return no(415, "type");
      const item = JSON.parse(body);
      if (!item.label || !(item.scoreMaximum > 0)) return no(400, "no line item");
      state.items.push({ ...item, id: `${state.url}/items/${state.items.length + 2}?type_id=3` });
      return json(state.items.at(-1), "application/vnd.ims.lis.v2.lineitem+json", { status: 201 });
    }
    if (url.pathname === "/items/1/results") {
      if (!may(scopes.results) || url.searchParams.get("type_id") !== "3") return no(403, "no scope");
      if (!accepts("application/vnd.ims.lis.v2.resultcontainer+json")) return no(406, "accept");
      return json([...state.grades].map(([userId, resultScore], i) => ({ id: `${state.url}/items/1/results/${i}`, userId, resultScore, resultMaximum: 20, scoreOf: `${state.url}/items/1?type_id=3` })), "application/vnd.ims.lis.v2.resultcontainer+json");
    }
    if (/^\/items\/\d+\/scores$/.test(url.pathname)) {
      if (!may(scopes.score) || url.searchParams.get("type_id") !== "3") return no(403, "no scope");
      if (request.headers["content-type"] !== "application/vnd.ims.lis.v1.score+json") return no(415, "type");
      const score = JSON.parse(body);
      if (!score.userId || !score.timestamp || !(score.scoreMaximum > 0) || !["Completed"].includes(score.activityProgress) || score.gradingProgress !== "FullyGraded") return no(400, "no score");
      state.scores.push({ ...score, item: url.pathname.split("/")[2] });
      return json({ resultUrl: `${state.url}/x` });
    }
    if (url.pathname === "/return") {
      const { payload } = await jwtVerify(new URLSearchParams(body).get("JWT"), createRemoteJWKSet(new URL(state.tool.jwks_uri)), { issuer: "client-1", audience: state.url, algorithms: ["RS256"], requiredClaims: ["exp", "iat", "nonce"] });
      state.returned = payload;
      return json({});
    }
    return no(404, "nothing here");
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${http.address().port}`;
  /// The ID token of a launch; `change` alters its claims, `how` how it is signed.
  const idToken = async (nonce, user, change = {}, how = {}) => {
    const person = people.find((one) => one.user_id === user);
    const claims = { [`${lti}version`]: "1.3.0", [`${lti}deployment_id`]: "deployment-1", [`${lti}message_type`]: "LtiResourceLinkRequest", [`${lti}target_link_uri`]: state.tool.redirect_uris[0],
      [`${lti}resource_link`]: { id: "r1", title: "Micro-credential" }, [`${lti}context`]: { id: "c1", title: "Gilding in practice" }, [`${lti}roles`]: person.roles, nonce, name: person.name, email: person.email,
      "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": { context_memberships_url: `${state.url}/members`, service_versions: ["2.0"] },
      "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": { scope: Object.values(scopes).slice(1), lineitems: `${state.url}/items`, lineitem: `${state.url}/items/1?type_id=3` }, ...change };
    const key = how.key ?? keys.privateKey;
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "platform-1" }).setIssuer(how.issuer ?? state.url).setSubject(user).setAudience(how.audience ?? "client-1")
      .setIssuedAt().setExpirationTime(how.expires ?? "5m").sign(key);
  };
  const deepLinking = { [`${lti}message_type`]: "LtiDeepLinkingRequest", [`${lti}resource_link`]: undefined,
    "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings": { deep_link_return_url: `${state.url}/return`, accept_types: ["ltiResourceLink"], accept_presentation_document_targets: ["iframe"], data: "kept & <given> back" } };
  return { state, idToken, deepLinking, lti, stop: () => http.close() };
}
