import { mount } from 'svelte';

import './styles/tokens.css';
import './styles/base.css';

import { createClient } from './api/client.ts';
import { createApp } from './app-context.ts';
import Window from './Window.svelte';

const target = document.getElementById('window');
if (target === null) throw new Error('index.html has no element "window" to show Tagmask in.');
mount(Window, { target, props: { app: createApp(createClient()) } });
