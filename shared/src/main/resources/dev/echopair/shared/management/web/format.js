// Formats numbers and times for the user.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

export function count(value) {
  return isNumber(value) ? whole.format(value) : '–';
}

export function rate(value) {
  if (!isNumber(value)) return '–';
  return value < 100 ? short.format(value) : whole.format(value);
}

export function bytes(value) {
  if (!isNumber(value)) return '–';
  let unit = 0;
  let scaled = value;
  while (scaled >= 1023.5 && unit < BYTES.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${short.format(scaled)} ${BYTES[unit]}`;
}

/** Formats a time in microseconds, in the unit that fits its size. */
export function micros(value) {
  if (!isNumber(value)) return '–';
  if (value < 1_000) return `${short.format(value)} µs`;
  if (value < 1_000_000) return `${short.format(value / 1_000)} ms`;
  return `${short.format(value / 1_000_000)} s`;
}

/** Formats a time in seconds, rounded. */
export function age(seconds) {
  if (!isNumber(seconds)) return '–';
  if (seconds < 120) return `${whole.format(seconds)} s`;
  if (seconds < 7200) return `${whole.format(seconds / 60)} min`;
  return `${whole.format(seconds / 3600)} h`;
}

export function clock(text) {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toLocaleTimeString('en-GB');
}
