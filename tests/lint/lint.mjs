// Judges the two documents of the API by the rules of the field's own tools; prints what is wrong, a line each, and ends with 1 when anything is.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const [openapi, asyncapi] = await Promise.all(process.argv.slice(2).map((path) => readFile(path, "utf8")));
const config = await createConfig({ extends: ["recommended-strict"] });
const wrong = (await lintFromString({ source: openapi, config })).map(
  (problem) => `openapi ${problem.ruleId}: ${problem.message} at ${problem.location?.[0]?.pointer ?? ""}`,
);
const { diagnostics } = await new Parser().parse(asyncapi);
wrong.push(...diagnostics.map((one) => `asyncapi ${one.code}: ${one.message} at /${one.path.join("/")}`));
for (const line of wrong) console.log(line);
process.exit(wrong.length ? 1 : 0);
