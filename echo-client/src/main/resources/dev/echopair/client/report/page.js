// The charts of a result. The tables contain the same data.
(() => {
  'use strict';

  const data = JSON.parse(document.getElementById('data').textContent);
  const charts = [];

  const digits = (value) =>
    value === 0 ? '0' : value >= 99.95 ? value.toFixed(0) : value.toPrecision(3);

  /** Formats a time in microseconds, in the unit that fits its size. */
  function micros(value) {
    if (value < 999.5) return `${digits(value)} µs`;
    if (value < 999500) return `${digits(value / 1e3)} ms`;
    return `${digits(value / 1e6)} s`;
  }

  /** A time in microseconds without trailing zeros, for the ticks of an axis. */
  const microsTick = (value) => micros(value).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ');

  const count = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

  function clock(seconds) {
    const rounded = Math.round(seconds * 100) / 100;
    if (rounded < 120) return `${rounded} s`;
    const whole = Math.round(rounded);
    const pad = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
    return hours > 0 ? `${hours}:${rest}` : rest;
  }

  /** Converts 1 / (1 - percentile) to a percentile: 1,000 is 99.9 %. */
  function percentile(x) {
    if (x <= 1) return '0 %';
    const nines = Math.ceil(Math.log10(x));
    return `${(100 * (1 - 1 / x)).toFixed(Math.max(0, nines - 2))} %`;
  }

  /** Keeps the ticks at 1, 2 and 5 of each decade, or only at 1 if there are many decades. */
  function roundTicks(axis) {
    const decades = Math.log10(axis.max / axis.min);
    const kept = decades > 3 ? '1' : '125';
    axis.ticks = axis.ticks.filter(({ value }) => kept.includes(value.toExponential()[0]) &&
      /^\de/.test(value.toExponential()));
  }

  /** A colour of the style sheet in the current theme. */
  function colour(name, alpha = 1) {
    const probe = document.body.appendChild(document.createElement('span'));
    probe.style.color = alpha === 1
      ? `var(--${name})` : `color-mix(in srgb, var(--${name}) ${alpha * 100}%, transparent)`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  const warmupEnd = data.warmup.reduce((end, is, i) => (is ? data.to[i] : end), 0);

  /**
   * Draws the warm-up, the stalls and the GC pauses of the client behind the lines. A run may have
   * thousands of short stalls, each far narrower than a pixel: the stalled part of a pixel sets its
   * darkness.
   */
  const bands = {
    id: 'bands',
    beforeDatasetsDraw({ ctx, chartArea: { left, right, top, bottom }, scales: { x } }) {
      const place = (seconds) =>
        Math.min(right, Math.max(left, x.getPixelForValue(seconds))) - left;
      ctx.save();
      if (warmupEnd > 0) {
        ctx.fillStyle = colour('warmup', 0.18);
        ctx.fillRect(left, top, place(warmupEnd), bottom - top);
      }
      for (const kind of ['stall', 'gc']) {
        const parts = new Float64Array(Math.ceil(right - left) + 1);
        for (const [from, to] of data.stalls.filter((stall) => stall[2] === kind)) {
          const end = place(to);
          for (let at = place(from); at < end; at = Math.floor(at) + 1) {
            parts[Math.floor(at)] += Math.min(end, Math.floor(at) + 1) - at;
          }
        }
        ctx.fillStyle = colour(kind);
        parts.forEach((part, i) => {
          if (part === 0) return;
          ctx.globalAlpha = 0.06 + 0.6 * Math.min(1, part);
          ctx.fillRect(left + i, top, 1, bottom - top);
        });
      }
      ctx.restore();
    },
  };

  function line(label, key, points, more = {}) {
    return {
      label,
      key,
      data: points,
      borderWidth: 2,
      pointRadius: points.length === 1 ? 3 : 0,
      pointHitRadius: 6,
      tension: 0,
      ...more,
    };
  }

  function draw(id, datasets, x, y, tooltip, plugins = []) {
    const chart = new Chart(document.getElementById(id), {
      type: 'line',
      data: { datasets },
      plugins,
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        plugins: {
          tooltip: { callbacks: tooltip },
          legend: {
            position: 'bottom',
            align: 'start',
            labels: { boxWidth: 24, boxHeight: 0 },
          },
        },
        scales: {
          x: { type: 'linear', border: { display: false }, grid: {}, ...x },
          y: { border: { display: false }, grid: {}, ...y },
        },
      },
    });
    charts.push(chart);
  }

  function theme() {
    for (const chart of charts) {
      for (const dataset of chart.data.datasets) {
        dataset.borderColor = dataset.pointBackgroundColor = colour(dataset.key);
        dataset.backgroundColor = colour(dataset.key, 0.25);
      }
      const { scales, plugins } = chart.options;
      for (const axis of [scales.x, scales.y]) {
        axis.grid.color = colour('line');
        axis.ticks.color = colour('soft');
      }
      plugins.legend.labels.color = colour('soft');
      chart.update('none');
    }
  }

  const LATENCY = {
    type: 'logarithmic',
    afterBuildTicks: roundTicks,
    ticks: { callback: microsTick },
  };

  // A logarithmic axis has no zero: times below the resolution of the clock are at its lower end.
  const positive = (value) => (value === null ? null : Math.max(value, 0.5));

  const curve = (name) => data.curves[name].map(([x, y]) => ({ x, y: positive(y) }));
  const farthest = Math.max(10, ...Object.values(data.curves).flat().map(([x]) => x));
  draw(
    'curve',
    [
      line('Round trip', 'corrected', curve('corrected')),
      line('Uncorrected', 'uncorrected', curve('uncorrected'), { borderDash: [7, 4] }),
      line('Send lag', 'lag', curve('lag'), { borderDash: [2, 3] }),
    ],
    {
      type: 'logarithmic',
      min: 1,
      max: farthest,
      afterBuildTicks(axis) {
        axis.ticks = axis.ticks.filter(({ value }) => /^1e/.test(value.toExponential()));
      },
      ticks: { callback: percentile, maxRotation: 0 },
    },
    LATENCY,
    {
      title: ([item]) => (item ? percentile(item.parsed.x) : ''),
      label: ({ dataset, parsed }) => `${dataset.label}: ${micros(parsed.y)}`,
    },
  );

  const middles = data.from.map((from, i) => (from + data.to[i]) / 2);
  const over = (name, convert = (value) => value) =>
    middles.map((x, i) => ({ x, y: convert(data[name][i]) }));
  const time = {
    min: 0,
    max: data.to.at(-1) ?? 1,
    ticks: { callback: clock, maxRotation: 0, autoSkipPadding: 24, includeBounds: false },
  };
  const at = ([item]) =>
    item ? `${clock(data.from[item.dataIndex])} to ${clock(data.to[item.dataIndex])}` : '';
  const perSecond = ({ dataset, parsed }) => `${dataset.label}: ${count.format(parsed.y)}/s`;
  const rates = { beginAtZero: true, suggestedMax: 1, ticks: { maxTicksLimit: 6, callback: (value) => count.format(value) } };

  draw(
    'latency',
    [
      line('p50', 'uncorrected', over('p50', positive)),
      line('p99', 'corrected', over('p99', positive)),
      line('Maximum', 'maximum', over('max', positive), { borderWidth: 1 }),
      line('Send lag, p99', 'lag', over('lag', positive), { borderDash: [2, 3] }),
    ],
    time,
    LATENCY,
    {
      title: at,
      label: ({ dataset, parsed }) => `${dataset.label}: ${micros(parsed.y)}`,
    },
    [bands],
  );

  const rate = [
    line('Sent', 'lag', over('sent'), { borderDash: [7, 4] }),
    line('Received', 'corrected', over('received')),
  ];
  draw('rate', rate, time, rates, { title: at, label: perSecond }, [bands]);

  const losses = [line('Lost', 'bad', over('lost'), { fill: 'origin' })];
  if (data.late.some((value) => value > 0)) {
    losses.push(line('Late, of these', 'maximum', over('late'), { borderDash: [7, 4] }));
  }
  if (data.skipped.some((value) => value > 0)) {
    losses.push(line('Skipped', 'lag', over('skipped'), { borderDash: [2, 3] }));
  }
  draw('loss', losses, time, rates, { title: at, label: perSecond }, [bands]);

  const key = document.getElementById('key');
  const entry = (kind, text) => {
    const item = key.appendChild(document.createElement('span'));
    item.appendChild(document.createElement('i')).className = kind;
    item.append(text);
    key.hidden = false;
  };
  if (data.stalls.some(([, , kind]) => kind === 'stall')) entry('stall', "the client's event loops stalled");
  if (data.stalls.some(([, , kind]) => kind === 'gc')) entry('gc', "the client's garbage collector paused the client");
  if (warmupEnd > 0) entry('warmup', 'warm-up, not in the other figures');
  if (data.span > 1) {
    key.append(`Each point is up to ${data.span} intervals and shows the highest of their percentiles.`);
    key.hidden = false;
  }

  theme();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', theme);
  document.body.dataset.drawn = 'yes';
})();
