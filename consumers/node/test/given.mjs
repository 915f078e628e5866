import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';

/** What the tests are given: the unpacked contracts, and a broker with a consumer's user and Publication's. */
export const contracts = given('APA_CONTRACTS');
export const consumer = given('APA_TEST_BROKER');
const publication = given('APA_TEST_PUBLICATION');

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: these tests are run by tests/NodeConsumer.Tests`);
  return value;
}

/** A packed sample of the public, changed as the test needs; another id where `id` says so. */
export function sample(event, change = {}) {
  return { ...JSON.parse(readFileSync(join(contracts, 'protos', 'samples', 'public', `${event}.json`), 'utf8')), ...change };
}

export function folder(test) {
  const made = mkdtempSync(join(tmpdir(), 'apa-node-'));
  test.after(() => rmSync(made, { recursive: true }));
  return made;
}

export function linesOf(out, file = 'judgements.jsonl') {
  try {
    return readFileSync(join(out, file), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Looks until a condition holds, at most half a minute. */
export async function until(what, holds) {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(20)) if (await holds()) return;
  throw new Error(`${what} did not happen`);
}

/** Publishes as Publication does: on its exchanges, with its user, confirmed. */
export async function publisher(test) {
  const connection = await amqp.connect(publication);
  test.after(() => connection.close());
  const channel = await connection.createConfirmChannel();
  const exchange = event => `apa.publication.v1.public.${event}`;
  for (const event of ['LetterPublished', 'PublicationCorrected', 'PublicationWithdrawn', 'RoundReleased'])
    await channel.assertExchange(exchange(event), 'fanout', { durable: true });
  return async (event, body = sample(event)) => {
    channel.publish(exchange(event), '', Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), { persistent: true, contentType: 'application/cloudevents+json' });
    await channel.waitForConfirms();
  };
}

/** A queue of the consumer's own, gone after the test; how many wait in it. */
export async function queue(test, name) {
  const look = async act => {
    const connection = await amqp.connect(consumer);
    try {
      return await act(await connection.createChannel());
    } finally {
      await connection.close();
    }
  };
  test.after(() => look(channel => channel.deleteQueue(name)));
  return { name, waiting: () => look(async channel => (await channel.checkQueue(name)).messageCount) };
}

/** Publication's /events over the pages given, each the events after a position. */
export async function feed(test, pages, asked = () => {}) {
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(request.url);
    await asked(request);
    const after = new URL(request.url, 'http://x').searchParams.get('after');
    const page = pages[after] ?? [];
    const next = page.at(-1)?.position ?? after;
    response.writeHead(200, {
      'content-type': 'application/cloudevents-batch+json',
      link: `</events?after=${next}&limit=500>; rel="next"`,
      'apa-more': String(next in pages),
    });
    response.end(JSON.stringify(page));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections(); // what the client keeps open would hold it open
  });
  return { address: `http://127.0.0.1:${server.address().port}`, requests };
}

/** The broker behind a line that can be cut; the address to reach it by. */
export async function line(test) {
  const target = new URL(consumer);
  const open = new Set();
  const server = createTcpServer(socket => {
    const far = connect(Number(target.port), target.hostname);
    for (const [end, other] of [[socket, far], [far, socket]]) {
      open.add(end);
      end.on('error', () => {}).on('close', () => { open.delete(end); other.destroy(); }).pipe(other);
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  test.after(() => server.close());
  const address = new URL(consumer);
  address.port = String(server.address().port);
  return { address: address.href, cut: () => open.forEach(end => end.destroy()) };
}
