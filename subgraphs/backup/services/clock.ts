/** What time it is for schedules, in milliseconds since 1970; tests bring their own. */
export type Clock = () => number;
