/** True when one letter was dropped, added, changed, or two neighbours were swapped. Linear in the shorter text. */
export function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true;
  return restA.length === restB.length && restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}
