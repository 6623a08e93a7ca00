/** How a piece of a text report stands out. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Gives a text its style, by whatever means the place has that it is shown in. */
export type Paint = (style: Style, text: string) => string;

/** For files, pipes and whoever wants no colours: no escape sequence is printed. */
export const unpainted: Paint = (_, text) => text;
