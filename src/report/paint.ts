/** The style of a part of a text report. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Applies a style to a text, by the means of its medium. */
export type Paint = (style: Style, text: string) => string;

/** For files and pipes: no escape sequences. */
export const unpainted: Paint = (_, text) => text;
