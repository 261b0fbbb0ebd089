// Sends one event with Segment's client for Node: node segment.mjs KEY HOST
import { Analytics } from '@segment/analytics-node'

const [writeKey, host] = process.argv.slice(2)
const client = new Analytics({ writeKey, host, maxRetries: 0 })
client.on('error', (fault) => { console.error(fault); process.exitCode = 1 })
client.track({ userId: 'ada@example.org', event: 'Signed Up', properties: { from: 'segment' } })
await client.closeAndFlush()
