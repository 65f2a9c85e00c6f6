// Three line charts over a bounded window. The tables show the same values.

import { METRICS } from './definitions.js';
import { count, micros, rate } from './format.js';

const WINDOW_SECONDS = 300;
const MAX_POINTS = 600;
const MAX_SERIES = 8;
const RECEIVED = METRICS.RECEIVED_MESSAGES.name;
const OPEN = METRICS.CONNECTIONS_OPEN.name;
const RTT = METRICS.RTT.latency;
const KNOWN = ['server-tcp', 'server-udp', 'client-tcp', 'client-udp'];

/** Returns a colour of the style sheet in the current theme. */
function colour(name) {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const seriesColour = (key) => colour(`series-${KNOWN.includes(key) ? key : 'other'}`);

/** The possible spans of the time axis and the step of the ticks, in seconds. */
const SPANS = [[60, 15], [120, 30], [WINDOW_SECONDS, 60]];

function tick(seconds) {
  if (seconds === 0) return 'now';
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Returns the radius of a point: a point without neighbours is invisible as a line. */
function radius({ dataset, dataIndex }) {
  const there = (i) => dataset.data[i] && dataset.data[i].y !== null;
  return there(dataIndex - 1) || there(dataIndex + 1) ? 0 : 2;
}

const LINEAR = { beginAtZero: true, suggestedMax: 1 };

/** The scale of times, from microseconds to seconds; ticks at 1, 2 and 5 of each decade. */
const LOGARITHMIC = {
  type: 'logarithmic',
  afterBuildTicks(axis) {
    axis.ticks = axis.ticks.filter(({ value }) => '125'.includes(value.toExponential()[0]));
  },
};

class LineChart {
  #canvas;
  #title;
  #text;
  #chart;
  #series = new Map();

  constructor(id, title, text, scale = LINEAR) {
    this.#canvas = document.getElementById(id);
    this.#title = title;
    this.#text = text;
    const axis = { border: { display: false }, grid: {}, ticks: {} };
    this.#chart = new Chart(this.#canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        events: [],
        elements: { line: { borderWidth: 2, tension: 0 }, point: { radius } },
        plugins: {
          tooltip: { enabled: false },
          legend: {
            position: 'bottom',
            align: 'start',
            onClick: null,
            // A box without height shows a piece of the line with its dashes.
            labels: { boxWidth: 24, boxHeight: 0 },
          },
        },
        scales: {
          x: {
            ...axis,
            type: 'linear',
            max: 0,
            ticks: { maxRotation: 0, callback: tick },
          },
          y: {
            ...axis,
            ...scale,
            ticks: { maxTicksLimit: 6, callback: (value) => rate(value) },
          },
        },
      },
    });
    this.theme();
  }

  /** Adds the values of one instant: a map from the name of a series to `{key, dash, value}`. */
  add(now, values, gapSeconds) {
    for (const [name, { key, dash }] of values) {
      if (!this.#series.has(name) && this.#series.size < MAX_SERIES) {
        const dataset = {
          label: name,
          key,
          data: [],
          borderDash: dash ? [5, 4] : [],
          borderColor: seriesColour(key),
          pointBackgroundColor: seriesColour(key),
        };
        this.#series.set(name, { dataset, points: [] });
        this.#chart.data.datasets.push(dataset);
      }
    }
    for (const [name, { dataset, points }] of this.#series) {
      points.push({ at: now, y: values.get(name)?.value ?? null });
      while (points.length > MAX_POINTS || points[0].at < now - WINDOW_SECONDS) points.shift();
      dataset.spanGaps = gapSeconds;
    }
    this.draw(now);
  }

  draw(now) {
    const latest = [];
    let oldest = 0;
    for (const [name, { dataset, points }] of this.#series) {
      dataset.data = points.map(({ at, y }) => ({ x: at - now, y }));
      oldest = Math.max(oldest, now - points[0].at);
      const last = points.at(-1).y;
      latest.push(`${name} ${last === null ? 'none' : this.#text(last)}`);
    }
    const [span, step] = SPANS.find(([seconds]) => oldest <= seconds) ?? SPANS.at(-1);
    const { x } = this.#chart.options.scales;
    x.min = -span;
    x.ticks.stepSize = step;
    this.#canvas.setAttribute(
      'aria-label',
      `${this.#title}, line chart of the last five minutes. Now: ${latest.join(', ') || 'nothing yet'}.`,
    );
    if (!document.hidden) this.#chart.update('none');
  }

  theme() {
    for (const dataset of this.#chart.data.datasets) {
      dataset.borderColor = dataset.pointBackgroundColor = seriesColour(dataset.key);
    }
    const { x, y } = this.#chart.options.scales;
    x.grid.color = y.grid.color = colour('line');
    x.ticks.color = y.ticks.color = this.#chart.options.plugins.legend.labels.color = colour('soft');
    this.#chart.update('none');
  }
}

/** The charts of the page; they show totals. */
export class Charts {
  #rates = new LineChart('rates', 'Messages received per second', rate);
  #rtt = new LineChart(
    'rtt', 'Round-trip time', (millis) => micros(millis * 1000), LOGARITHMIC);
  #connections = new LineChart('connections', 'Connections open', count);
  #last = -Infinity;

  add(totals, now) {
    // A very short interval would give more points than a chart has pixels.
    if (now - this.#last < WINDOW_SECONDS / MAX_POINTS) return;
    this.#last = now;
    const rates = new Map();
    const rtt = new Map();
    const connections = new Map();
    for (const sum of totals.totals) {
      const name = `${sum.role} ${sum.transport}`;
      const key = `${sum.role}-${sum.transport}`;
      const dash = sum.role === 'client';
      rates.set(name, { key, dash, value: sum.rates[RECEIVED] });
      if (OPEN in sum.gauges || sum.transport === 'tcp') {
        connections.set(name, { key, dash, value: sum.gauges[OPEN] ?? 0 });
      }
      if (RTT in sum.latency) {
        const recent = sum.latencyRecent[RTT];
        for (const percentile of ['p50', 'p99']) {
          const value = recent ? recent[percentile] / 1000 : null;
          rtt.set(`${sum.transport} ${percentile}`, { key, dash: percentile === 'p99', value });
        }
      }
    }
    const gap = Math.max(3, (5 * totals.intervalMs) / 1000);
    this.#rates.add(now, rates, gap);
    this.#rtt.add(now, rtt, gap);
    this.#connections.add(now, connections, gap);
  }

  theme() {
    [this.#rates, this.#rtt, this.#connections].forEach((chart) => chart.theme());
  }
}
