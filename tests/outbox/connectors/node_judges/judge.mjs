// The vendors' own libraries: whether they take a signature, and the payloads of issues that GitHub publishes as examples.
import { LinearWebhookClient } from "@linear/sdk/webhooks";
import examples from "@octokit/webhooks-examples" with { type: "json" };
import { verify } from "@octokit/webhooks-methods";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { secret, body, github, linear, timestamp } = JSON.parse(Buffer.concat(chunks).toString());

function takenByLinear() {
  try {
    return new LinearWebhookClient(secret).verify(Buffer.from(body), linear, timestamp);
  } catch {
    return false;
  }
}

const issues = examples.find((one) => one.name === "issues");
console.log(JSON.stringify({ github: await verify(secret, body, github), linear: takenByLinear(), issues: issues.examples }));
