// Serves ui/ as the app would, with the app's content security policy and the mocked backend.
// By hand: `node mock/serve.js 4173`, then open http://127.0.0.1:4173/?scenario=usual
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const UI = fileURLToPath(new URL("../../../ui/", import.meta.url));
const MOCK = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".ftl": "text/plain; charset=utf-8" };

// The app's own policy, so that a page that passes here passes there.
const CONFIG = fileURLToPath(new URL("../../../src-tauri/tauri.conf.json", import.meta.url));
const CSP = JSON.parse(readFileSync(CONFIG, "utf8")).app.security.csp;

/** @param {number} port @param {{ cache?: boolean }} [options] tests load the page often and never change it meanwhile */
export function serve(port = 0, { cache = false } = {}) {
  const kept = cache ? "max-age=3600" : "no-store";
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname));
    const send = (type, body) => response.writeHead(200, { "content-type": type, "content-security-policy": CSP, "cache-control": "no-store" }).end(body);
    if (path === "/" || path === "/index.html") {
      const page = readFileSync(join(UI, "index.html"), "utf8");
      return send(TYPES[".html"], page.replace("<script ", '<script type="module" src="__mock__/backend.js"></script>\n    <script '));
    }
    const mock = /^\/__mock__\/(\w+\.js)$/u.exec(path)?.[1];
    const file = mock ? join(MOCK, mock) : join(UI, path);
    if (!(mock || file.startsWith(UI)) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": CSP, "cache-control": kept });
    createReadStream(file).pipe(response);
  });
  return new Promise((ready) => server.listen(port, "127.0.0.1", () => {
    ready({ url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() });
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await serve(Number(process.argv[2] ?? 4173))).url);
}
