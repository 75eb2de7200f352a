const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6b61"/>' +
  '<g stroke="#fff" stroke-width="2.2" fill="#fff"><path d="M9 22 16 9l7 13Z" fill="none"/>' +
  '<circle cx="16" cy="9" r="2.6"/><circle cx="9" cy="22" r="2.6"/><circle cx="23" cy="22" r="2.6"/></g></svg>';

/** The icon of every page, within the page: nothing is fetched for it. */
export const pageIcon = `<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}">`;
