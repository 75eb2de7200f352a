import { render } from 'preact';
import { runClock } from './state/clock.js';
import { keepTheme } from './state/theme.js';
import { App } from './view/app.js';

const place = document.querySelector('#console');
if (!place) throw new Error('The page has no place for the console.');
keepTheme();
runClock();
render(<App />, place);
