import { mount } from 'svelte';

import './styles/tokens.css';
import './styles/base.css';

import { createClient } from './api/client.ts';
import { ReviewerName, windowStorage } from './api/reviewer-name.ts';
import { createApp } from './app-context.ts';
import Window from './Window.svelte';

const target = document.getElementById('window');
if (target === null) throw new Error('index.html has no element "window" to show Tagmask in.');
const app = createApp(createClient({ reviewer: new ReviewerName(windowStorage()) }));

/** An engine that does not answer in this time is met in the browser's language and theme. */
const SETTINGS_WAIT_MS = 400;
await Promise.race([app.settings.load(), new Promise((resolve) => setTimeout(resolve, SETTINGS_WAIT_MS))]);
mount(Window, { target, props: { app } });
