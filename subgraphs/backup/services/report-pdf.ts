import type { ReportTable } from './report-document.js';

/** An A4 page on its side, in points. */
const page = { width: 842, height: 595, margin: 36, line: 12, size: 8 } as const;
/** Where the columns begin, in characters. */
const columns = [0, 32, 56, 78, 90, 104, 124] as const;
const longestLine = 170;

/**
 * A report as PDF 1.4: lines of Courier on pages of A4, which every reader has. Letters it does not have
 * become question marks.
 */
export function reportPdf(tables: readonly ReportTable[]): Uint8Array {
  const lines = tables.flatMap(({ title, summary, head, rows }) => [
    title,
    summary,
    '',
    laidOut(head),
    ...rows.map(laidOut),
    '',
  ]);
  const perPage = Math.floor((page.height - 2 * page.margin) / page.line);
  const pages = Array.from({ length: Math.max(1, Math.ceil(lines.length / perPage)) }, (_, i) =>
    lines.slice(i * perPage, (i + 1) * perPage),
  );
  // Objects 1 to 3 are the catalogue, the tree of pages and the font; each page has two behind them.
  const kids = pages.map((_, i) => `${4 + 2 * i} 0 R`);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] /MediaBox [0 0 ${page.width} ${page.height}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((text, i) => {
      const content = contentOf(text);
      return [
        `<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * i} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  return assembled(objects);
}

function assembled(objects: readonly string[]): Uint8Array {
  let text = '%PDF-1.4\n';
  const places: number[] = [];
  objects.forEach((object, i) => {
    places.push(text.length);
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

function contentOf(lines: readonly string[]): string {
  const shown = lines.map((line) => `(${escaped(line)}) '`).join('\n');
  return `BT /F1 ${page.size} Tf ${page.line} TL ${page.margin} ${page.height - page.margin} Td\n${shown}\nET`;
}

/** Cells in their columns; what does not fit is cut. */
function laidOut(cells: readonly string[]): string {
  return cells.reduce((line, cell, i) => {
    const end = (columns[i + 1] ?? longestLine) - 1;
    return `${line.padEnd(columns[i] ?? 0)}${cell.replaceAll(/\s+/g, ' ').slice(0, end - (columns[i] ?? 0))}`;
  }, '');
}

function escaped(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?').replaceAll(/[\\()]/g, String.raw`\$&`);
}
