// A visitor's browser in small, for pages that need no script.
const plain = (text) => text.replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))).replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/// Cookies of each origin, redirects followed by hand, forms sent as they stand with what is filled in.
export function visitor() {
  const jars = new Map();
  const go = async (url, options = {}) => {
    for (let hop = 0; hop < 20; ++hop) {
      const origin = new URL(url).origin;
      const jar = jars.get(origin) ?? jars.set(origin, new Map()).get(origin);
      const answer = await fetch(url, { redirect: "manual", ...options, headers: { ...options.headers, accept: "text/html", cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") } });
      for (const line of answer.headers.getSetCookie?.() ?? (answer.headers.get("set-cookie") ?? "").split(/,(?=\s*[\w.]+=)/).filter(Boolean)) {
        const [pair] = line.trim().split(";");
        const at = pair.indexOf("=");
        jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const to = answer.headers.get("location");
      if (!to) return { url, status: answer.status, text: await answer.text() };
      url = new URL(to, url).href;
      options = {};
    }
    throw new Error("too many redirects");
  };
  const send = (page, fields, having = "") => {
    // The form that has this in it; the first where none is asked for.
    const form = [...page.text.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([text]) => text).find((text) => text.includes(having));
    const action = form.match(/<form[^>]*action="([^"]+)"/)?.[1] ?? page.url;
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]);
    return go(new URL(plain(action), page.url).href, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams([...hidden, ...(Array.isArray(fields) ? fields : Object.entries(fields))]) });
  };
  return { go, send };
}
