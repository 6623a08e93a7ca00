/**
 * A quick test that accepts only origins as browsers send them: digits, small letters and single dashes; the last label does not begin with a digit, for that
 * might be an address. The length limits each label to 63 characters. Other texts may be origins too.
 */
export function isPlainOrigin(text: string): boolean {
  return text.length <= 70 && plainOrigin.test(text);
}

const plainOrigin = /^https?:\/\/(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
