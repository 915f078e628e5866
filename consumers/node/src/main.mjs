import { readFile } from 'node:fs/promises';
import { Contracts } from './contracts.mjs';
import { Judgements } from './judgements.mjs';
import { Subscriber } from './subscriber.mjs';

const { APA_CONTRACTS, BROKER, QUEUE, AUDIENCE = 'public', EVENTS, TOKEN_FILE, OUT = 'out' } = process.env;
for (const [name, value] of Object.entries({ APA_CONTRACTS, BROKER, QUEUE })) {
  if (value) continue;
  console.error(`${name} is missing; see README.md`);
  process.exit(2);
}

const subscriber = new Subscriber({
  broker: BROKER,
  queue: QUEUE,
  audience: AUDIENCE,
  events: EVENTS,
  token: TOKEN_FILE && (async () => (await readFile(TOKEN_FILE, 'utf8')).trim()),
  contracts: new Contracts(APA_CONTRACTS),
  judgements: new Judgements(OUT),
  print: line => console.log(JSON.stringify(line)),
  log: text => console.error(`${QUEUE} ${text}`),
});

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => subscriber.stop());
await subscriber.start();
