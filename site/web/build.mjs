// Builds the browser's half of the site into dist/: hashed files under assets/, the official client under client/, and
// manifest.json, which tells the Go side what each file is called now. `node build.mjs --watch` rebuilds on change.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const root = import.meta.dirname;
const dist = join(root, "dist");
const clientDist = join(root, "node_modules/socket.io-client/dist");
const budget = 40 * 1024; // compressed bytes of JavaScript a lesson may load, the official client included

/** The official client is loaded as it is, never re-bundled: what a learner runs is what npm ships. */
async function copyClient() {
  await mkdir(join(dist, "client"), { recursive: true });
  for (const name of await readdir(clientDist)) {
    if (/^socket\.io\.(esm\.min|min)?\.?js(\.map)?$/.test(name)) await cp(join(clientDist, name), join(dist, "client", name));
  }
  const code = await readFile(join(clientDist, "socket.io.esm.min.js"), "utf8");
  const name = `socket.io-${shortHash(code)}.js`;
  await mkdir(join(dist, "assets"), { recursive: true });
  await writeFile(join(dist, "assets", name), code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
  return name;
}

/** import "socket.io-client" in our modules means that copied file. */
const officialClient = (file) => ({
  name: "official-client",
  setup(build) {
    build.onResolve({ filter: /^socket\.io-client$/ }, () => ({ path: `./${file}`, external: true }));
  },
});

function options(clientFile) {
  const entries = { main: "src/main.ts", theme: "src/theme.ts", site: "src/styles/site.css" };
  return {
    absWorkingDir: root,
    entryPoints: entries,
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    target: ["es2022", "chrome123", "firefox121", "safari17.5"],
    outdir: "dist/assets",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "text" },
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [officialClient(clientFile)],
  };
}

/** The favicon stays one file of its own, so that its own light and dark work. */
async function copyFavicon() {
  const icon = (await readFile(join(root, "src/favicon.svg"), "utf8")).trim();
  const name = `favicon-${shortHash(icon)}.svg`;
  await writeFile(join(dist, "assets", name), icon + "\n");
  return name;
}

const shortHash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
const outName = (path) => path.replace(/^dist\//, "");

/** manifest.json: {"main.js": "assets/main-ABCD1234.js", …} for entry points and fonts; the rest is reached from those. */
async function writeManifest(metafile, clientFile) {
  const files = { "socket.io.js": `assets/${clientFile}`, "favicon.svg": `assets/${await copyFavicon()}` };
  for (const [path, out] of Object.entries(metafile.outputs)) {
    if (out.entryPoint && /\.(ts|css)$/.test(out.entryPoint)) {
      const ext = path.endsWith(".css") ? ".css" : ".js";
      files[basename(out.entryPoint).replace(/\.(ts|css)$/, "") + ext] = outName(path);
    } else if (path.endsWith(".woff2")) {
      files[basename(path).replace(/-[A-Z0-9]{8}\.woff2$/, ".woff2")] = outName(path);
    }
  }
  await writeFile(join(dist, "manifest.json"), JSON.stringify(files, null, 1) + "\n");
}

/** Parts of the lab that are loaded when somebody opens them. */
const whenOpened = /^src\/lab\/\w+\/view\.ts$/;

/**
 * Sums what a lesson loads: each module once, following static and dynamic imports (the lab and its client included), except
 * for what waits until it is opened.
 */
async function firstLoad(metafile, clientFile) {
  const seen = new Map();
  const visit = async (path) => {
    if (seen.has(path) || whenOpened.test(metafile.outputs[path]?.entryPoint ?? "")) return;
    seen.set(path, gzipSync(await readFile(join(root, path)), { level: 9 }).length);
    for (const imported of metafile.outputs[path]?.imports ?? []) {
      if (imported.external) await visit(`dist/assets/${clientFile}`);
      else if (imported.path.endsWith(".js")) await visit(imported.path);
    }
  };
  for (const [path, out] of Object.entries(metafile.outputs)) {
    if (out.entryPoint === "src/main.ts" || out.entryPoint === "src/theme.ts") await visit(path);
  }
  return seen;
}

async function finish(result, clientFile, strict) {
  await writeManifest(result.metafile, clientFile);
  const sizes = await firstLoad(result.metafile, clientFile);
  const total = [...sizes.values()].reduce((a, b) => a + b, 0);
  for (const [path, size] of sizes) console.log(`${String(size).padStart(7)}  ${outName(path)}`);
  console.log(`${String(total).padStart(7)}  JavaScript of a lesson with its lab, gzip (at most ${budget})`);
  if (strict && total > budget) throw new Error(`a lesson's JavaScript is ${total} bytes compressed; the budget is ${budget}`);
}

async function clean() {
  for (const name of existsSync(dist) ? await readdir(dist) : []) {
    if (name !== ".gitkeep") await rm(join(dist, name), { recursive: true });
  }
}

await clean();
const clientFile = await copyClient();
if (process.argv.includes("--watch")) {
  const report = { name: "report", setup: (b) => b.onEnd((r) => r.errors.length === 0 && finish(r, clientFile, false)) };
  const opts = options(clientFile);
  const ctx = await esbuild.context({ ...opts, plugins: [...opts.plugins, report] });
  await ctx.watch();
} else {
  await finish(await esbuild.build(options(clientFile)), clientFile, true);
}
