// Sends one event with PostHog's client for Node: node posthog.mjs KEY HOST
import { PostHog } from 'posthog-node'

const [key, host] = process.argv.slice(2)
const client = new PostHog(key, { host, flushAt: 1 })
client.capture({ distinctId: 'ada@example.org', event: 'user signed up', properties: { from: 'posthog' } })
await client.shutdown()
