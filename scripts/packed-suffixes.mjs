/**
 * The Public Suffix List of tldts as a module with the same exports that compresses better: labels sorted by name and target, each without the prefix shared
 * with the label before it, instead of one text in the order of their hashes with all lengths. The module restores that order when it is loaded. Top-level
 * names with nothing below them are left out: an unlisted name is a public suffix anyway (publicsuffix.org, "If no rules match, the prevailing rule is *").
 * `list`: the exports of tldts's module.
 */
export function packedSuffixes({ nodeFlags, edgeStart, edgeLength, edgeChild, labelText, rulesRoot, exceptionsRoot }) {
  let offset = 0;
  const nodes = Array.from(nodeFlags, (_, node) => {
    const labels = new Map();
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge += 1) {
      const label = labelText.slice(offset, (offset += edgeLength[edge]));
      labels.set(edgeChild[edge], [...(labels.get(edgeChild[edge]) ?? []), label]);
    }
    return [...labels]
      .filter(([child]) => node !== rulesRoot || edgeStart[child] < edgeStart[child + 1])
      .map(([child, some]) => `${child} ${shortened(some.sort())}`)
      .join(' ');
  });
  return `const unpacked = (${unpacked})(${JSON.stringify(nodes.join('\n'))});
export const nodeFlags = Uint8Array.from('${Array.from(nodeFlags).join('')}');
export const { edgeStart, edgeLength, edgeChild, labelText } = unpacked;
export const rulesRoot = ${rulesRoot};
export const exceptionsRoot = ${exceptionsRoot};
`;
}

/** Labels in order, as one text: a capital gives the number of characters shared with the label before it (A: none), then the rest follows. */
function shortened(labels) {
  let last = '';
  return labels
    .map((label) => {
      let same = 0;
      while (same < 25 && same < last.length && label[same] === last[same]) same += 1;
      last = label;
      return String.fromCharCode(65 + same) + label.slice(same);
    })
    .join('');
}

/** Runs in the page. tldts finds labels by a hash computed from their end. */
function unpacked(text) {
  const hashOf = (label) => [...label].reduceRight((hash, sign) => Math.imul(hash, 33) ^ sign.charCodeAt(0), 5381) >>> 0;
  const edges = [];
  const starts = [0];
  for (const node of text.split('\n')) {
    const parts = node === '' ? [] : node.split(' ');
    const own = parts.flatMap((labels, at) => {
      let label = '';
      const child = Number(parts[at - 1]);
      return at % 2 === 0
        ? []
        : [...labels.matchAll(/([A-Z])([^A-Z]*)/g)].map(([, same, rest]) => {
            label = label.slice(0, same.charCodeAt(0) - 65) + rest;
            return { label, child, hash: hashOf(label) };
          });
    });
    edges.push(...own.sort((one, other) => one.hash - other.hash));
    starts.push(edges.length);
  }
  return {
    edgeStart: Uint16Array.from(starts),
    edgeLength: Uint8Array.from(edges, ({ label }) => label.length),
    edgeChild: Uint16Array.from(edges, ({ child }) => child),
    labelText: edges.map(({ label }) => label).join(''),
  };
}
