document.documentElement.dataset['script'] = 'runs';
