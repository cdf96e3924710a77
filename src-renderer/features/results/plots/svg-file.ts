import type { Mark, Plot, Tone } from './plot.ts';

/** For white paper; the window has colours of its own for both themes. */
const colours: Readonly<Record<Tone, string>> = {
  grid: '#e3e3e3',
  axis: '#767676',
  label: '#1f1f1f',
  quiet: '#555555',
  band: '#b9cfe6',
  paper: '#ffffff',
  pixel: '#0a66b7',
  image: '#b8500a',
  text: '#0b7a55',
  image_text: '#a3348f',
};

/** A plot as a file that stands alone, on white; `title` is also what screen readers are told. */
export function writeSvg({ width, height, marks }: Plot, title: string): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = 'font-family="system-ui, sans-serif" font-size="12"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    ...marks.map(writeMark),
    '</svg>\n',
  ].join('\n');
}

export const pointsText = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${x},${y}`).join(' ');

function writeMark(mark: Mark): string {
  const colour = colours[mark.tone];
  switch (mark.kind) {
    case 'line': {
      const dash = mark.dash === undefined || mark.dash === '' ? '' : ` stroke-dasharray="${mark.dash}"`;
      return `<polyline points="${pointsText(mark.points)}" fill="none" stroke="${colour}" stroke-width="${mark.width}" stroke-linejoin="round"${dash}/>`;
    }
    case 'box':
      return `<rect x="${mark.x}" y="${mark.y}" width="${mark.width}" height="${mark.height}" fill="${colour}"/>`;
    case 'dot':
      return `<circle cx="${mark.x}" cy="${mark.y}" r="${mark.radius}" fill="${colour}"/>`;
    case 'text': {
      const turn = mark.turned === true ? ` transform="rotate(-90 ${mark.x} ${mark.y})"` : '';
      const halo =
        mark.halo === true ? ` stroke="${colours.paper}" stroke-width="4" paint-order="stroke"` : '';
      return `<text x="${mark.x}" y="${mark.y}" fill="${colour}" text-anchor="${mark.anchor ?? 'start'}"${turn}${halo}>${escape(mark.text)}</text>`;
    }
  }
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
