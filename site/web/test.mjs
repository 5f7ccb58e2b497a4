// Bundles every src/**/*.test.ts with esbuild (this Node strips no types) and runs them with node --test.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as esbuild from "esbuild";

const root = import.meta.dirname;
const tests = (await readdir(join(root, "src"), { recursive: true })).filter((f) => f.endsWith(".test.ts"));
const out = await mkdtemp(join(tmpdir(), "socketlab-web-test-"));
try {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: tests.map((f) => join("src", f)),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    outExtension: { ".js": ".mjs" },
    outdir: out,
    logLevel: "warning",
  });
  const files = tests.map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(out, { recursive: true });
}
