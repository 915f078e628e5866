import amqp from 'amqplib';
import { exchangesOf } from './contracts.mjs';

/** A queue cannot change them later. */
const queueArguments = { 'x-queue-type': 'quorum', 'x-single-active-consumer': true, 'x-delivery-limit': 1_000_000 };

/**
 * Hears what one audience is told, once: binds its own queue, catches up over HTTP, then takes from the queue. All of it again whenever
 * the connection was lost; a delivery is acknowledged when it is kept.
 */
export class Subscriber {
  #options;
  #connection;
  #channel;
  #stop = new AbortController();

  /**
   * @param options.broker amqp://user:password@host:port/apa
   * @param options.queue of the user's own name
   * @param options.audience public | audit-commission | csci
   * @param options.events address of Publication's HTTP port; without it nothing is caught up
   * @param options.token gives a bearer token, asked for each page; undefined: the public's events
   * @param options.print what was heard, a line each
   * @param options.log what happens meanwhile; never a password, a token or a body
   */
  constructor(options) {
    this.#options = options;
  }

  async start() {
    const recovery = { initialDelay: 200, maxDelay: 5000, waitForConnect: false, setup: connection => this.#listen(connection) };
    this.#connection = await amqp.connect(this.#options.broker, { recovery, clientProperties: { connection_name: this.#options.queue } });
    const { log } = this.#options;
    this.#connection.on('connect', () => log('listens'));
    this.#connection.on('connect-failed', error => log(`does not listen yet: ${error.message}`));
    this.#connection.on('disconnect', error => log(`listens no more: ${error.message}`));
    this.#connection.on('error', () => {}); // disconnect follows
  }

  /** Finishes what was taken; what was not goes back to the queue. */
  async stop() {
    this.#stop.abort();
    await this.#channel?.close().catch(() => {}); // it may be closed
    await this.#connection.close();
  }

  async #listen(connection) {
    connection.on('error', () => {}); // while we are in here nobody else listens, and each step below fails with it
    const { queue, audience } = this.#options;
    const channel = await connection.createChannel();
    const fail = error => {
      this.#options.log(`lost its channel: ${error.message}`);
      connection.close().catch(() => {}); // it may be closed; another is made
    };
    channel.on('error', fail);
    await channel.assertQueue(queue, { durable: true, arguments: queueArguments });
    for (const exchange of exchangesOf(audience)) await channel.bindQueue(queue, exchange, '');
    await this.#catchUp();
    await channel.prefetch(16);
    this.#channel = channel;
    await channel.consume(queue, delivery => {
      try {
        if (!delivery) throw new Error('the queue is gone');
        this.#takeText(delivery.content.toString('utf8'));
        channel.ack(delivery);
      } catch (error) {
        fail(error); // it could not be kept, so it must come again
      }
    });
  }

  /** Reads on by position, page by page. Only here does the position move: deliveries of different subjects overtake each other. */
  async #catchUp() {
    const { events, token, judgements, log } = this.#options;
    if (!events) return;
    for (let more = true; more;) {
      const after = judgements.position;
      const bearer = await token?.();
      const answer = await fetch(new URL(`/events?after=${after}&limit=500`, events), {
        headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
        signal: this.#stop.signal,
      });
      if (!answer.ok) throw new Error(`/events answers ${answer.status}`);
      const page = await answer.json();
      for (const event of page) this.#take(event);
      if (page.length > 0) judgements.position = nextOf(answer);
      more = answer.headers.get('apa-more') === 'true';
    }
    log(`is caught up to ${judgements.position}`);
  }

  #takeText(text) {
    let event;
    try {
      event = JSON.parse(text);
    } catch {
      this.#setAside(text, 'it is no JSON');
      return;
    }
    this.#take(event);
  }

  #take(event) {
    const { contracts, judgements, print } = this.#options;
    const problem = contracts.problem(event);
    // The mark first: nothing may come of a rehearsal, not even that its id is known.
    if (event?.rehearsal !== undefined) print({ rehearsal: true, id: event.id, type: event.type, problem });
    else if (problem) this.#setAside(event, problem);
    else {
      const line = judgements.keep(event);
      if (line) print(line);
    }
  }

  #setAside(body, problem) {
    this.#options.judgements.setAside(body, problem);
    this.#options.log(`set something aside: ${problem}`);
  }
}

/** The position that the link to the next page goes on after. */
function nextOf(answer) {
  const [, link] = /<([^>]+)>; *rel="next"/.exec(answer.headers.get('link') ?? '') ?? [];
  if (!link) throw new Error('/events names no next page');
  return new URL(link, answer.url).searchParams.get('after');
}
