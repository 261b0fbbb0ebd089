// Builds what browsers get: one style sheet and one script, named by their content, with gzip and brotli copies beside them.
// A style or an element needs no entry in a list: each file of src/ and src/elements/ is taken.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = process.argv[2] ?? join(here, "..", "src", "plumbline", "web", "static");
const FIRST_STYLES = ["tokens.css", "base.css", "shell.css", "parts.css"]; // later files may override these, never one another

const filesOf = (folder, ending) => readdirSync(folder).filter((name) => name.endsWith(ending)).sort();
const styles = [...FIRST_STYLES, ...filesOf(source, ".css").filter((name) => !FIRST_STYLES.includes(name))];
const elements = filesOf(join(source, "elements"), ".js");

const entries = {
  "plumbline.css": styles.map((name) => `@import "./${name}";`).join("\n"),
  "plumbline.js": [`import "./start.js";`, ...elements.map((name) => `import "./elements/${name}";`)].join("\n"),
};

// What an exported journey carries with it: plain scripts run from a file, modules do not; its styles are those of the player alone.
const offline = {
  "journey.css": ["tokens.css", "base.css", "parts.css", "journey.css"].map((name) => `@import "./${name}";`).join("\n"),
  "journey.js": `import "./journey/offline.js";`,
};

async function bundled(name, text, format = "esm") {
  const result = await build({
    stdin: { contents: text, resolveDir: source, sourcefile: name, loader: name.endsWith(".css") ? "css" : "js" },
    bundle: true,
    minify: true,
    write: false,
    format,
    target: ["es2022", "chrome120", "firefox121", "safari17"],
    legalComments: "none",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

function publish(name, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, ending] = name.split(/\.(?=[^.]+$)/);
  const published = `${stem}-${digest}.${ending}`;
  writeFileSync(join(target, published), bytes);
  writeFileSync(join(target, `${published}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(target, `${published}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  return published;
}

const built = await Promise.all(Object.entries(entries).map(async ([name, text]) => [name, await bundled(name, text)]));
built.push(...(await Promise.all(Object.entries(offline).map(async ([name, text]) => [name, await bundled(name, text, "iife")]))));
built.push(["mark.svg", readFileSync(join(source, "mark.svg"))]);
mkdirSync(target, { recursive: true });
// The list of names is written last and replaced at once, so that a server that starts meanwhile never names a file that is not there.
const manifest = Object.fromEntries(built.map(([name, bytes]) => [name, publish(name, bytes)]));
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
const kept = new Set(Object.values(manifest).flatMap((name) => [name, `${name}.gz`, `${name}.br`]));
for (const name of readdirSync(target)) {
  if (name !== "manifest.json" && !kept.has(name)) rmSync(join(target, name));
}
