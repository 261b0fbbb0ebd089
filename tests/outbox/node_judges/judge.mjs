// Judges messages with libraries that know nothing of Plumbline: node judge.mjs < messages.json
// A message is { secret, headers, body }; what comes back is what each library says of it, in order.
import { HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'

const says = (library, { secret, headers, body }) => {
  try {
    new library(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const told = JSON.parse(Buffer.concat(chunks).toString()).map((message) => {
  const event = says(Webhook, message) ? HTTP.toEvent({ headers: message.headers, body: message.body }) : null
  return { standardwebhooks: says(Webhook, message), svix: says(Svix, message), event: event && JSON.parse(JSON.stringify(event)), valid: event?.validate() ?? null }
})
console.log(JSON.stringify(told))
