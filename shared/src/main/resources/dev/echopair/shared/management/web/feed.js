// The connection from the page to the node: reads the name of the node, then receives its totals
// and events.
//
// This is not @vertx/eventbus-bridge-client.js: that library needs the SockJS client, whose
// fallbacks the policy of the page forbids, and reports neither a new connection nor that a token
// is required.

import { ADDRESSES } from './definitions.js';

const PING_MILLIS = 5_000;
const FIRST_DELAY_MILLIS = 500;
const LONGEST_DELAY_MILLIS = 10_000;
const utf8 = new TextDecoder();
const HEARD = [ADDRESSES.TOTALS, ADDRESSES.EVENTS];
const REPLY = 'snapshot';

/**
 * Keeps a connection to the node that served the page. Calls `onState(state, retryAt)`, where state
 * is connecting, connected, disconnected or locked; `onTotals` and `onEvent` receive the messages.
 */
export class Feed {
  #listener;
  #socket = null;
  #attempt = 0;
  #delay = FIRST_DELAY_MILLIS;
  #retry;
  #ping;
  #viewer;

  constructor(listener) {
    this.#listener = listener;
  }

  /** Connects now, and drops an earlier connection or attempt. */
  async connect() {
    const attempt = ++this.#attempt;
    this.#drop();
    this.#listener.onState('connecting');
    try {
      // The totals contain the name of the node: on a clustered bus all nodes publish totals.
      const response = await fetch('api/totals', { signal: AbortSignal.timeout(10_000) });
      if (attempt !== this.#attempt) return;
      if (response.status === 401) {
        this.#listener.onState('locked');
        return;
      }
      const totals = await response.json();
      if (attempt !== this.#attempt) return;
      if (!response.ok || !totals.node) throw new Error('not ready');
      this.#viewer = totals.node;
      this.#listener.onTotals(totals);
      this.#open(attempt);
    } catch {
      if (attempt === this.#attempt) this.#later();
    }
  }

  /** Signs in; returns false when the token is wrong. */
  async signIn(token) {
    const response = await fetch('api/session', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
    if (response.ok) this.connect();
    return response.ok;
  }

  #open(attempt) {
    const url = new URL('eventbus/websocket', document.baseURI);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    // The bridge writes its JSON in binary frames.
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const current = () => attempt === this.#attempt;
    socket.onopen = () => {
      if (!current()) return;
      HEARD.forEach((address) => this.#send({ type: 'register', address }));
      // The node handles messages in order: the reply to this one confirms the registrations.
      this.#send({ type: 'send', address: ADDRESSES.SNAPSHOT, body: {}, replyAddress: REPLY });
      this.#ping = setInterval(() => this.#send({ type: 'ping' }), PING_MILLIS);
    };
    socket.onmessage = (message) => current() && this.#receive(message.data);
    socket.onclose = () => current() && this.#later();
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(data) {
    const text = typeof data === 'string' ? data : utf8.decode(data);
    const { type, address, body } = JSON.parse(text);
    if ((type !== 'rec' && type !== 'message') || typeof body !== 'object' || !body) return;
    if (address === REPLY) {
      this.#delay = FIRST_DELAY_MILLIS;
      this.#listener.onState('connected');
    } else if (address === ADDRESSES.EVENTS) {
      this.#listener.onEvent(body);
    } else if (address === ADDRESSES.TOTALS && body.node === this.#viewer) {
      this.#listener.onTotals(body);
    }
  }

  #later() {
    this.#drop();
    // Up to a quarter more, so that many pages do not connect at the same time.
    const delay = this.#delay * (1 + Math.random() / 4);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MILLIS);
    this.#retry = setTimeout(() => this.connect(), delay);
    this.#listener.onState('disconnected', performance.now() + delay);
  }

  #drop() {
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}
