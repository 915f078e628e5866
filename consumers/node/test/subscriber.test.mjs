import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Contracts } from '../src/contracts.mjs';
import { Judgements } from '../src/judgements.mjs';
import { Subscriber } from '../src/subscriber.mjs';
import { consumer, contracts, feed, folder, line, linesOf, publisher, queue, sample, until } from './given.mjs';

/** A subscriber that listens, what it printed, and what it said of itself. */
async function start(t, name, out, more = {}) {
  const [printed, said] = [[], []];
  const subscriber = new Subscriber({
    broker: consumer, queue: name, audience: 'public', contracts: new Contracts(contracts), judgements: new Judgements(out),
    print: text => printed.push(text), log: text => said.push(text), ...more,
  });
  t.after(() => subscriber.stop());
  await subscriber.start();
  await until('listening', () => said.includes('listens'));
  return { subscriber, printed, said };
}

const ids = out => linesOf(out).map(line => line.id);

test('it hears once what comes twice, tells what is late, and sets aside what it cannot read', async t => {
  const [publish, { name, waiting }, out] = [await publisher(t), await queue(t, 'press_once'), folder(t)];
  const { printed, subscriber } = await start(t, name, out);
  await publish('LetterPublished');
  await publish('LetterPublished');
  await publish('LetterPublished', 'no event');
  await publish('LetterPublished', sample('LetterPublished', { subject: 'letters/1' }));
  await publish('PublicationWithdrawn');
  await publish('PublicationCorrected');
  await publish('RoundReleased');
  await until('four events', () => printed.length === 4);
  assert.deepEqual(linesOf(out), printed);
  assert.deepEqual(printed.map(({ event, revision, late }) => [event, revision, late]),
    [['LetterPublished', 1, false], ['PublicationWithdrawn', 3, false], ['PublicationCorrected', 2, true], ['RoundReleased', 1, false]]);
  const aside = linesOf(out, 'set-aside.jsonl');
  assert.deepEqual([aside.length, aside[0].body, aside[0].problem], [2, 'no event', 'it is no JSON']);
  assert.match(aside[1].problem, /subject/);
  await subscriber.stop();
  assert.equal(await waiting(), 0);
});

test('it binds first, catches up page by page, drops what comes again, and goes on where it was', async t => {
  const [publish, { name }, out] = [await publisher(t), await queue(t, 'press_late'), folder(t)];
  const [letter, released, corrected, withdrawn] = ['LetterPublished', 'RoundReleased', 'PublicationCorrected', 'PublicationWithdrawn'].map(event => sample(event));
  const pages = { 0: [letter, released], [released.position]: [corrected] };
  let asked = 0;
  const { address, requests } = await feed(t, pages, async () => {
    // Told while the first page is read: only a queue that is bound by now gets it. One of them is in the next page, too.
    if (++asked > 1) return;
    await publish('PublicationCorrected', corrected);
    await publish('PublicationWithdrawn', withdrawn);
  });
  const first = await start(t, name, out, { events: address });
  await until('four events', () => linesOf(out).length === 4);
  assert.deepEqual(ids(out), [letter, released, corrected, withdrawn].map(event => event.id));
  assert.deepEqual(requests, ['/events?after=0&limit=500', `/events?after=${released.position}&limit=500`]);
  await first.subscriber.stop();

  await start(t, name, out, { events: address });
  assert.equal(requests.at(-1), `/events?after=${corrected.position}&limit=500`);
  assert.equal(linesOf(out).length, 4);
});

test('it sends its token with each page, and tries again where it is refused', async t => {
  const [{ name }, out, tokens] = [await queue(t, 'press_token'), folder(t), []];
  const { address } = await feed(t, { 0: [sample('LetterPublished')] }, request => tokens.push(request.headers.authorization));
  let turn = 0;
  const token = async () => (++turn === 1 ? Promise.reject(new Error('no token yet')) : `token-${turn}`);
  const { said } = await start(t, name, out, { events: address, token });
  assert.deepEqual([tokens, linesOf(out).length], [['Bearer token-2'], 1]);
  assert.ok(said.includes('does not listen yet: no token yet'));
});

test('nothing comes of a rehearsal', async t => {
  const [publish, { name }, out] = [await publisher(t), await queue(t, 'press_rehearsal'), folder(t)];
  const { printed } = await start(t, name, out);
  await publish('PublicationWithdrawn', sample('PublicationWithdrawn', { rehearsal: 'true' }));
  await publish('LetterPublished', sample('LetterPublished', { rehearsal: 'true', data: {} }));
  await until('both rehearsals', () => printed.length === 2);
  assert.deepEqual(printed.map(({ rehearsal, problem }) => [rehearsal, problem === null]), [[true, true], [true, false]]);
  assert.deepEqual([linesOf(out), linesOf(out, 'set-aside.jsonl')], [[], []]);
  // Neither its id nor its revision was kept.
  await publish('PublicationCorrected');
  await publish('PublicationWithdrawn');
  await until('the real ones', () => linesOf(out).length === 2);
  assert.ok(linesOf(out).every(({ late }) => !late));
});

test('it comes back when the line is cut, and misses nothing', async t => {
  const [publish, { name }, out, { address, cut }] = [await publisher(t), await queue(t, 'press_line'), folder(t), await line(t)];
  const { said } = await start(t, name, out, { broker: address });
  await publish('LetterPublished');
  await until('the first', () => linesOf(out).length === 1);
  cut();
  await publish('RoundReleased');
  await until('listening again', () => said.filter(text => text === 'listens').length === 2);
  await publish('PublicationCorrected');
  await until('all three', () => linesOf(out).length === 3);
});

test('what could not be kept comes again', async t => {
  const [publish, { name }, out] = [await publisher(t), await queue(t, 'press_full'), folder(t)];
  const judgements = new Judgements(out);
  let full = true;
  const keep = judgements.keep.bind(judgements);
  judgements.keep = event => {
    if (full) throw new Error('no space left on device');
    return keep(event);
  };
  const { said } = await start(t, name, out, { judgements });
  await publish('LetterPublished');
  await until('the failure', () => said.includes('lost its channel: no space left on device'));
  full = false;
  await until('the event', () => linesOf(out).length === 1);
});

test('its user may bind to no other audience', async t => {
  const { name } = await queue(t, 'press_other');
  const said = [];
  const subscriber = new Subscriber({
    broker: consumer, queue: name, audience: 'csci', contracts: new Contracts(contracts), judgements: new Judgements(folder(t)), print: () => {}, log: text => said.push(text),
  });
  t.after(() => subscriber.stop());
  await subscriber.start();
  await until('the refusal', () => said.some(text => text.includes('403') && text.includes('csci')));
});

test('the program prints what it hears and ends on SIGTERM with nothing left in its queue', async t => {
  const [publish, { name, waiting }, out] = [await publisher(t), await queue(t, 'press_program'), folder(t)];
  const program = spawn(process.execPath, [fileURLToPath(new URL('../src/main.mjs', import.meta.url))],
    { env: { PATH: process.env.PATH, APA_CONTRACTS: contracts, BROKER: consumer, QUEUE: name, OUT: out }, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => program.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  program.stdout.on('data', data => { stdout += data; });
  program.stderr.on('data', data => { stderr += data; });
  const ended = new Promise(resolve => program.on('exit', (code, signal) => resolve([code, signal])));
  await until('listening', () => stderr.includes('listens'));
  const id = randomUUID();
  await publish('LetterPublished', sample('LetterPublished', { id }));
  await until('a line', () => stdout.endsWith('\n'));
  assert.equal(JSON.parse(stdout).id, id);
  program.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.equal(await waiting(), 0);
  assert.ok(!stderr.includes(new URL(consumer).password), 'it told its password');
});
