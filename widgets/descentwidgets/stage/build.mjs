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
} else {
  const outfile = argument("out") ?? "dist/lab-stage.js";
  await build({
    ...common,
    entryPoints: ["src/panel.ts"],
    minify: true,
    banner: { js: "/* LabStage, built from stage/src by `npm run build`: do not edit. Contains uPlot (MIT, (c) Leon Sorokin). */" },
    outfile,
  });
  const path = outfile.startsWith("/") ? outfile : join(here, outfile);
  const zipped = gzipSync(readFileSync(path)).length;
  console.log(`${outfile}: ${statSync(path).size} bytes, ${zipped} gzipped`);
  // The limit of the design: the page must paint within its budget on a warm server.
  if (zipped > 150_000) throw new Error(`the bundle is ${zipped} bytes gzipped; at most 150000 are allowed`);
}
