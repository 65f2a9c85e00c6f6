// The dashboard: passes the totals and events of the node to the charts, tables and event list.

import { Charts } from './charts.js';
import { Feed } from './feed.js';
import { age, clock } from './format.js';
import { element, Tables } from './tables.js';

const MAX_EVENTS = 200;
/** The page connects again when an open connection is silent for this time. */
const PATIENCE_SECONDS = 15;
const STATES = {
  connecting: 'Connecting',
  connected: 'Connected',
  stale: 'No data',
  disconnected: 'Disconnected',
  locked: 'Signed out',
};

const find = (id) => document.getElementById(id);
const seconds = () => performance.now() / 1000;

const tables = new Tables();
const charts = globalThis.Chart ? new Charts() : null;

let state = 'connecting';
let retryAt = 0;
let newsAt = null;
let since = 0;
let interval = 1;

// --- connection -------------------------------------------------------------

const feed = new Feed({
  onState(next, at) {
    state = next;
    retryAt = at;
    since = seconds();
    const locked = next === 'locked';
    if (locked && find('sign-in').hidden) {
      find('sign-in').hidden = false;
      find('token').focus();
    } else if (!locked && next !== 'connecting') {
      find('sign-in').hidden = true;
    }
    find('content').hidden = locked;
    showState();
  },
  onTotals(totals) {
    newsAt = seconds();
    interval = totals.intervalMs / 1000;
    tables.show(totals);
    charts?.add(totals, newsAt);
    showState();
  },
  onEvent(event) {
    waiting.push(event);
    if (waiting.length > MAX_EVENTS) waiting.shift();
  },
});

function showState() {
  const now = seconds();
  const silent = newsAt === null ? null : now - newsAt;
  const stale = state === 'connected' && silent > Math.max(3 * interval, 2);
  const shown = stale ? 'stale' : state;
  const badge = find('state');
  // Screen readers announce each update of a live region: update it only on a change.
  if (badge.dataset.state !== shown || badge.textContent !== STATES[shown]) {
    badge.dataset.state = shown;
    badge.textContent = STATES[shown];
  }
  const fresh = state === 'connected' && !stale;
  document.body.dataset.fresh = fresh || state === 'locked' || newsAt === null ? 'yes' : 'no';
  const texts = [];
  if (silent !== null && !fresh && state !== 'locked') texts.push(`data is ${age(silent)} old`);
  if (state === 'disconnected') {
    texts.push(`next attempt in ${age(Math.max(0, Math.ceil(retryAt / 1000 - now)))}`);
  }
  find('age').textContent = texts.join('; ');
  find('retry').hidden = state !== 'disconnected';
  const patience = Math.max(PATIENCE_SECONDS, 5 * interval);
  const quiet = now - Math.max(newsAt, since) > patience;
  if (quiet && (state === 'connected' || state === 'connecting')) {
    feed.connect();
  }
}

setInterval(showState, 1000);
find('retry').addEventListener('click', () => feed.connect());
addEventListener('online', () => state !== 'locked' && feed.connect());

find('sign-in').addEventListener('submit', async (submit) => {
  submit.preventDefault();
  const problem = find('sign-in-problem');
  problem.textContent = '';
  try {
    if (await feed.signIn(find('token').value)) {
      find('token').value = '';
      find('content').focus();
    } else {
      problem.textContent = 'This is not the token of this node.';
      find('token').select();
    }
  } catch {
    problem.textContent = 'The node does not answer; try again.';
  }
});

// --- events -----------------------------------------------------------------

const waiting = [];

function eventItem({ time, node, event, message }) {
  const item = element('li');
  const when = element('time', clock(time));
  when.dateTime = String(time);
  item.append(
    when,
    element('strong', String(event ?? '').replaceAll('_', ' ')),
    element('span', String(message ?? ''), 'message'),
    element('span', String(node ?? ''), 'from'));
  return item;
}

function showEvents() {
  if (waiting.length === 0) return;
  const list = find('events');
  list.prepend(...waiting.splice(0).reverse().map(eventItem));
  while (list.children.length > MAX_EVENTS) list.lastChild.remove();
  find('no-events').hidden = true;
}

// In batches: many events must not cause as many layouts.
setInterval(showEvents, 250);

// --- theme ------------------------------------------------------------------

const THEMES = ['auto', 'light', 'dark'];

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  find('theme').textContent = `Theme: ${theme}`;
  charts?.theme();
}

function storedTheme() {
  const theme = localStorage.getItem('echo.theme');
  return THEMES.includes(theme) ? theme : 'auto';
}

find('theme').addEventListener('click', () => {
  const theme = THEMES[(THEMES.indexOf(storedTheme()) + 1) % THEMES.length];
  localStorage.setItem('echo.theme', theme);
  showTheme(theme);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts?.theme());
showTheme(storedTheme());

feed.connect();
