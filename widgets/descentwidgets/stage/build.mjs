// Builds the committed bundle (no argument), the unit tests (--tests) or the dev harness (--dev).
// The bundle must be byte-identical on every rebuild, so nothing here may depend on the date, the
// folder it runs in or the machine: the working directory is fixed and paths in the output are none.
import { build } from "esbuild";
import { readdirSync, statSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const argument = (name) => process.argv.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3);

const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  loader: { ".css": "text" },
  legalComments: "none",
  logLevel: "warning",
};

if (process.argv.includes("--tests")) {
  const tests = readdirSync(join(here, "test")).filter((f) => f.endsWith(".test.ts")).sort();
  await build({
    ...common,
    stdin: {
      contents: tests.map((f) => `import "./test/${f}";`).join("\n"),
      resolveDir: here,
    },
    platform: "node",
    outfile: "build/tests.mjs",
  });
} else if (process.argv.includes("--dev")) {
  await build({ ...common, entryPoints: ["dev/harness.ts"], outfile: "build/harness.js" });
  await build({ ...common, entryPoints: ["src/gl/entry.ts"], outfile: "build/lab-surface.js" });
} else {
  const folder = argument("out") ?? "dist";
  // The page itself, which must paint within its budget on a warm server, and what it asks for when needed.
  for (const [name, entry, contains, limit] of [
    ["lab-stage", "src/panel.ts", "uPlot (MIT, (c) Leon Sorokin)", 150_000],
    ["lab-export", "src/export/entry.ts", "gifenc (MIT, (c) Matt DesLauriers)", 60_000],
    ["lab-surface", "src/gl/entry.ts", "three.js (MIT, (c) three.js authors)", 200_000],
  ]) {
    const outfile = join(folder, `${name}.js`);
    await build({
      ...common,
      entryPoints: [entry],
      minify: true,
      banner: { js: `/* ${name}, built from stage/src by \`npm run build\`: do not edit. Contains ${contains}. */` },
      outfile,
    });
    const path = outfile.startsWith("/") ? outfile : join(here, outfile);
    const zipped = gzipSync(readFileSync(path)).length;
    console.log(`${outfile}: ${statSync(path).size} bytes, ${zipped} gzipped`);
    if (zipped > limit) throw new Error(`${name} is ${zipped} bytes gzipped; at most ${limit} are allowed`);
  }
}
