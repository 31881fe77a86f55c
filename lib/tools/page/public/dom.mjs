// Elements and text. Whatever comes from the network becomes text nodes, never markup.

export const $ = (id) => document.getElementById(id);

/** An element: attributes, `on` for events, `class`; then children, texts or elements. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value))
        element.addEventListener(event, listener);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

export const fill = (element, ...children) => element.replaceChildren(...children.flat());

let said = 0;
/** Tells people who listen. */
export function say(text) {
  clearTimeout(said);
  said = setTimeout(() => ($('live').textContent = text), 150);
}

export const ms = (value) => {
  if (value === null || Number.isNaN(value) || value === undefined) return '';
  if (value === 0) return '0';
  if (value >= 10000) return `${(value / 1000).toFixed(1)} s`;
  if (value >= 100) return `${Math.round(value)} ms`;
  if (value >= 1) return `${value.toFixed(1)} ms`;
  return `${Math.round(value * 1000)} µs`;
};

export const size = (bytes) => {
  if (bytes === null || Number.isNaN(bytes) || bytes === undefined) return '';
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
};

export const count = (number) => number.toLocaleString('en');
export const clock = (time) => new Date(time).toISOString().slice(11, 23);

export async function get(path, type = 'json') {
  const response = await fetch(path);
  if (!response.ok) throw new Error((await response.text()).trim());
  return response[type]();
}

export async function post(path, body) {
  const text = body instanceof Blob ? body : JSON.stringify(body ?? {});
  const response = await fetch(path, { method: 'POST', body: text });
  if (!response.ok) throw new Error((await response.text()).trim());
  const answer = response.headers.get('content-type').startsWith('application/json')
    ? await response.json()
    : { blob: await response.blob() };
  if (answer.error !== undefined && answer.generation === undefined) throw new Error(answer.error);
  return answer;
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A canvas at the screen's resolution; returns its context, cleared, in CSS pixels. */
export function context(canvas, width, height) {
  const scale = devicePixelRatio || 1;
  const [w, t] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  if (canvas.width !== w || canvas.height !== t) Object.assign(canvas, { width: w, height: t });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** A table of names and values. */
export function facts_table(list) {
  const rows = list.map(([name, value]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value)),
  );
  return h('table', {}, h('tbody', {}, rows));
}
