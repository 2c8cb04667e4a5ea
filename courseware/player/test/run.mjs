/**
 * Runs the player's unit tests: bundles every `*.test.ts` here and hands them to Node's test
 * runner. Options go to the runner, and names of files choose what to run:
 * `npm test -- state.test.ts --test-reporter=tap`.
 */

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const units = readdirSync(here).filter((file) => file.endsWith(".test.ts"));
const tests = names.length > 0 ? names : units;

const out = mkdtempSync(join(tmpdir(), "kurspakke-player-"));
try {
  await build({
    absWorkingDir: here,
    entryPoints: tests,
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = tests.map((file) => join(out, file.replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(
    process.execPath,
    ["--enable-source-maps", "--test", ...options, ...files],
    { stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
