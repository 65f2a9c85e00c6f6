// Tables and figures. Data from the bus is not trusted: it becomes text, never markup.

import { METRICS, REASONS } from './definitions.js';
import { age, bytes, count, micros, rate } from './format.js';

const MAX_ROWS = 300;
const PERCENTILES = ['min', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max'];

const {
  RECEIVED_MESSAGES, SENT_MESSAGES, RECEIVED_BYTES, SENT_BYTES, CONNECTIONS, CONNECTIONS_OPEN,
  LOST_MESSAGES, DROPPED, RTT,
} = METRICS;

/** The columns of traffic: the metric, the format of its rate and the format of its count. */
const TRAFFIC = [
  [RECEIVED_MESSAGES, rate, count],
  [SENT_MESSAGES, rate, count],
  [RECEIVED_BYTES, bytes, bytes],
  [SENT_BYTES, bytes, bytes],
];

/** The columns of the counts of probes. */
const PROBE_COUNTERS = [
  SENT_MESSAGES,
  RECEIVED_MESSAGES,
  LOST_MESSAGES,
  METRICS.LATE_MESSAGES,
  METRICS.DUPLICATED_MESSAGES,
  METRICS.REORDERED_MESSAGES,
  METRICS.CORRUPTED_MESSAGES,
  METRICS.REFUSED_MESSAGES,
  METRICS.UNSENT_MESSAGES,
];

/** The rows of the table of times. */
const LATENCIES = Object.values(METRICS).filter((metric) => metric.kind === 'histogram');

const titles = (metrics) => metrics.map(({ title }) => title);

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A table that keeps its rows by key, so that an update changes only the cells that differ. */
class Table {
  #body;
  #columns;
  #rows = new Map();
  #empty;

  constructor(id, columns, empty) {
    const table = document.getElementById(id);
    // Set explicitly, because the narrow layout changes the display of the table.
    table.setAttribute('role', 'table');
    const head = table.createTHead();
    head.setAttribute('role', 'rowgroup');
    const row = head.insertRow();
    row.setAttribute('role', 'row');
    for (const column of columns) {
      const cell = row.appendChild(element('th', column));
      cell.scope = 'col';
      cell.setAttribute('role', 'columnheader');
    }
    this.#body = table.createTBody();
    this.#body.setAttribute('role', 'rowgroup');
    this.#columns = columns;
    this.#empty = empty;
  }

  /** Shows rows in this order: `{key, className, head, cells}`, or `fill(th)` for a wide head. */
  show(rows) {
    const shown = rows.length ? rows : [{ key: '', head: this.#empty, cells: [], className: 'none' }];
    const keys = new Set(shown.map((row) => row.key));
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) {
        row.remove();
        this.#rows.delete(key);
      }
    }
    shown.forEach((row, index) => {
      let line = this.#rows.get(row.key);
      if (!line) {
        line = this.#make(row);
        this.#rows.set(row.key, line);
      }
      if (this.#body.rows[index] !== line) {
        this.#body.insertBefore(line, this.#body.rows[index] ?? null);
      }
      line.className = row.className ?? '';
      if (row.fill) row.fill(line.cells[0]);
      else setText(line.cells[0].firstChild, row.head);
      if (row.label !== undefined) setText(line.cells[0].lastChild, row.label);
      row.cells.forEach((text, i) => setText(line.cells[i + 1], text));
    });
  }

  #make({ fill, cells, label }) {
    const line = document.createElement('tr');
    line.setAttribute('role', 'row');
    const head = line.appendChild(element('th'));
    head.append('\u00a0');
    if (label !== undefined) head.append(element('span', label, 'label'));
    head.scope = fill ? 'rowgroup' : 'row';
    head.setAttribute('role', 'rowheader');
    if (!cells.length) head.colSpan = this.#columns.length;
    cells.forEach((text, i) => {
      const cell = line.insertCell();
      cell.setAttribute('role', 'cell');
      cell.dataset.label = this.#columns[i + 1];
    });
    return line;
  }
}

const sumOf = (sums, part, metric) =>
  sums.reduce((sum, each) => sum + (each[part][metric.name] ?? 0), 0);

const DROPS_PREFIX = `${DROPPED.name}.`;

const dropsOf = (each) =>
  Object.entries(each.counters)
    .filter(([name]) => name.startsWith(DROPS_PREFIX))
    .map(([name, value]) => ({ name, reason: name.slice(DROPS_PREFIX.length), value }));

const dropped = (each) => dropsOf(each).reduce((sum, { value }) => sum + value, 0);

/** All texts of the page: tiles and tables. */
export class Tables {
  #tiles = new Map();
  #shown = 0;
  #totals = new Table(
    'totals',
    ['Role and transport', 'Instances',
      ...TRAFFIC.map(([{ title }]) => `${title} /s`), ...TRAFFIC.map(([{ title }]) => title),
      CONNECTIONS_OPEN.title, CONNECTIONS.title],
    'No report yet');
  #latency = new Table(
    'latency', ['Measured', 'Over', 'Count', ...PERCENTILES], 'No round trips are measured here');
  #probes = new Table(
    'probes', ['Transport', ...titles(PROBE_COUNTERS)], 'No probe reports');
  #drops = new Table('drops', ['Reason', 'By', 'Count', 'Per second'], 'Nothing was dropped');
  #nodes = new Table(
    'nodes',
    ['Instance', 'State', ...TRAFFIC.map(([{ title }]) => title), CONNECTIONS_OPEN.title, 'p50',
      'p99', DROPPED.title, 'Lost reports'],
    'No node reports');

  show(totals) {
    setText(document.getElementById('viewer'), totals.node);
    this.#showTiles(totals);
    this.#showTotals(totals.totals);
    this.#showLatency(totals.totals);
    this.#showProbes(totals.totals);
    this.#showDrops(totals.totals);
    this.#showNodes(totals);
  }

  #showTiles({ totals, nodes, reports }) {
    this.#shown = 0;
    const clients = totals.filter((sum) => sum.role === 'client');
    const up = nodes.filter((node) => node.state === 'up').length;
    const gone = nodes.length - up;
    this.#tile('Nodes', `${up} up`, `${gone} gone`, gone > 0);
    for (const role of ['server', 'client']) {
      const sums = totals.filter((sum) => sum.role === role);
      if (!sums.length) continue;
      this.#tile(
        role === 'server' ? 'Server receives' : 'Client receives',
        `${rate(sumOf(sums, 'rates', RECEIVED_MESSAGES))}/s`,
        `messages; ${bytes(sumOf(sums, 'rates', RECEIVED_BYTES))}/s`);
    }
    // The totals may have both sides, which count the same connections.
    const side = totals.some((sum) => sum.role === 'server') ? 'server' : 'client';
    const sums = totals.filter((sum) => sum.role === side);
    this.#tile(
      CONNECTIONS.title,
      count(sumOf(sums, 'gauges', CONNECTIONS_OPEN)),
      `open at the ${side}`);
    for (const sum of clients.filter((each) => each.latency[RTT.latency])) {
      const recent = sum.latencyRecent[RTT.latency];
      const shown = recent ?? sum.latency[RTT.latency];
      this.#tile(
        `${RTT.title}, ${sum.transport}`,
        micros(shown.p50),
        `median; p99 ${micros(shown.p99)}${recent ? '' : ', whole run'}`);
    }
    if (clients.length) {
      const lost = sumOf(clients, 'counters', LOST_MESSAGES);
      const sent = sumOf(clients, 'counters', SENT_MESSAGES);
      this.#tile('Probes lost', count(lost), `of ${count(sent)} sent`, lost > 0);
    }
    const drops = totals.reduce((sum, each) => sum + dropped(each), 0);
    this.#tile(DROPPED.title, count(drops), 'reasons below', drops > 0);
    this.#tile(
      'Lost reports',
      count(reports.lost),
      `${count(reports.ignored)} ignored, of ${count(reports.received)}`,
      reports.lost > 0 || reports.ignored > 0);
  }

  #tile(name, value, detail, notable = false) {
    let tile = this.#tiles.get(name);
    if (!tile) {
      tile = element('div');
      tile.append(element('dt', name), element('dd'), element('dd', '', 'detail'));
      this.#tiles.set(name, tile);
    }
    const list = document.getElementById('tiles');
    const place = list.children[this.#shown++];
    if (place !== tile) list.insertBefore(tile, place ?? null);
    setText(tile.children[1], String(value));
    tile.children[1].className = notable ? 'bad' : '';
    setText(tile.children[2], detail);
  }

  #showTotals(sums) {
    this.#totals.show(
      sums.map(({ role, transport, instances, rates, counters, gauges }) => ({
        key: `${role} ${transport}`,
        head: `${role} ${transport}`,
        cells: [
          count(instances),
          ...TRAFFIC.map(([{ name }, text]) => text(rates[name])),
          ...TRAFFIC.map(([{ name }, , text]) => text(counters[name])),
          count(gauges[CONNECTIONS_OPEN.name]),
          count(counters[CONNECTIONS.name]),
        ],
      })));
  }

  #showLatency(sums) {
    const rows = [];
    for (const sum of sums) {
      for (const { latency: name, title } of LATENCIES) {
        for (const [part, over] of [['latencyRecent', 'last interval'], ['latency', 'whole run']]) {
          const figures = sum[part][name];
          if (!sum.latency[name]) continue;
          rows.push({
            key: `${sum.role} ${sum.transport} ${name} ${part}`,
            head: `${title}, ${sum.transport}`,
            cells: [
              over,
              count(figures?.count ?? 0),
              ...PERCENTILES.map((percentile) => micros(figures?.[percentile])),
            ],
          });
        }
      }
    }
    this.#latency.show(rows);
  }

  #showProbes(sums) {
    this.#probes.show(
      sums
        .filter((sum) => sum.role === 'client')
        .map(({ transport, counters }) => ({
          key: transport,
          head: transport,
          cells: PROBE_COUNTERS.map(({ name }) => count(counters[name])),
        })));
  }

  #showDrops(sums) {
    this.#drops.show(
      sums.flatMap((sum) =>
        dropsOf(sum).map(({ name, reason, value }) => ({
          key: `${sum.role} ${sum.transport} ${reason}`,
          head: REASONS[name]?.title ?? reason.replaceAll('_', ' '),
          cells: [`${sum.role} ${sum.transport}`, count(value), rate(sum.rates[name])],
        }))));
  }

  #showNodes({ nodes, time }) {
    const rows = [];
    let unlisted = 0;
    for (const node of nodes) {
      const gone = node.state !== 'up';
      if (rows.length >= MAX_ROWS) {
        unlisted += node.instances.length;
        continue;
      }
      rows.push({
        key: JSON.stringify([node.node]),
        className: gone ? 'node gone' : 'node',
        fill: (cell) => Tables.#fillNode(cell, node, time),
        cells: [],
      });
      // A node that is gone has no rows of instances.
      for (const instance of gone ? [] : node.instances) {
        if (rows.length < MAX_ROWS) rows.push(Tables.#instanceRow(node, instance));
        else unlisted++;
      }
    }
    this.#nodes.show(rows);
    const note = document.getElementById('unlisted');
    note.hidden = unlisted === 0;
    setText(note, `${count(unlisted)} more instances are not listed; the totals contain them.`);
  }

  static #fillNode(cell, node, time) {
    if (cell.children.length === 0) {
      const badge = element('span', '', 'badge');
      cell.replaceChildren(element('span', node.node), badge, element('span', '', 'seen'));
    }
    const [, badge, seen] = cell.children;
    badge.dataset.state = node.state;
    setText(badge, node.state);
    const silent = (Date.parse(time) - Date.parse(node.lastSeen)) / 1000;
    const instances = node.instances.length;
    setText(
      seen,
      `${instances} ${instances === 1 ? 'instance' : 'instances'}` +
        (node.state === 'up' ? '' : `, last heard ${age(silent)} ago`));
  }

  static #instanceRow(node, instance) {
    const { role, transport, labels, rates, gauges, latency, latencyRecent } = instance;
    const round = latencyRecent[RTT.latency] ?? latency[RTT.latency];
    return {
      key: JSON.stringify([node.node, role, transport, instance.instance]),
      className: instance.state === 'up' ? '' : 'gone',
      head: `${role} ${transport} ${instance.instance}`,
      label: Object.values(labels).join(', '),
      cells: [
        instance.state,
        ...TRAFFIC.map(([{ name }, text]) => text(rates[name])),
        count(gauges[CONNECTIONS_OPEN.name]),
        micros(round?.p50),
        micros(round?.p99),
        count(dropped(instance)),
        count(instance.lostReports),
      ],
    };
  }
}
