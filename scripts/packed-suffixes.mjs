/**
 * The Public Suffix List as tldts keeps it, as a module of the same names that packs better: labels with a sign between them, by name and by where they
 * lead, instead of one text in the order of their hashes with all lengths beside it. The module puts them into that order as it is loaded.
 * `list`: what the module of tldts exports.
 */
export function packedSuffixes({ nodeFlags, edgeStart, edgeLength, edgeChild, labelText, rulesRoot, exceptionsRoot }) {
  let offset = 0;
  const nodes = Array.from(nodeFlags, (_, node) => {
    const labels = new Map();
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge += 1) {
      const label = labelText.slice(offset, (offset += edgeLength[edge]));
      labels.set(edgeChild[edge], [...(labels.get(edgeChild[edge]) ?? []), label]);
    }
    return [...labels].map(([child, some]) => `${child} ${some.sort().join()}`).join(' ');
  });
  return `const unpacked = (${unpacked})(${JSON.stringify(nodes.join('\n'))});
export const nodeFlags = Uint8Array.from('${Array.from(nodeFlags).join('')}');
export const { edgeStart, edgeLength, edgeChild, labelText } = unpacked;
export const rulesRoot = ${rulesRoot};
export const exceptionsRoot = ${exceptionsRoot};
`;
}

/** Runs in the page. tldts looks labels up by a hash of theirs, which it works out from the end. */
function unpacked(text) {
  const hashOf = (label) => [...label].reduceRight((hash, sign) => Math.imul(hash, 33) ^ sign.charCodeAt(0), 5381) >>> 0;
  const edges = [];
  const starts = [0];
  for (const node of text.split('\n')) {
    const parts = node === '' ? [] : node.split(' ');
    const own = parts.flatMap((labels, at) =>
      at % 2 === 0 ? [] : labels.split(',').map((label) => ({ label, child: Number(parts[at - 1]), hash: hashOf(label) })),
    );
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
