// Clocks that count down by the server's time. The page says in data-jetzt what time the server has, each clock in
// data-endet when it ends (milliseconds); data-steht holds it still at so many seconds. Past its end a clock goes on
// below zero. Without a script the page shows minutes.
(() => {
  const page = document.querySelector('[data-jetzt]')
  if (!page) return
  let ahead = Number(page.dataset.jetzt) - Date.now() // how far the server's clock is ahead of ours

  function show (seconds) {
    const all = Math.abs(seconds)
    return `${seconds < 0 ? '−' : ''}${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`
  }

  function tick () {
    const now = Date.now() + ahead
    for (const clock of page.querySelectorAll('[data-endet]')) {
      const seconds = 'steht' in clock.dataset ? Number(clock.dataset.steht) : Math.ceil((Number(clock.dataset.endet) - now) / 1000)
      const text = show(seconds)
      if (clock.textContent !== text) clock.textContent = text
      const bar = clock.closest('[data-uhr]')?.querySelector('.nw-balken__wert')
      const whole = Number(clock.dataset.sekunden)
      if (bar && whole) bar.setAttribute('width', `${(Math.min(1, Math.max(0, 1 - seconds / whole)) * 100).toFixed(1)}%`)
    }
    const time = page.querySelector('[data-uhrzeit]')
    if (!time) return
    const text = new Date(now).toLocaleTimeString('de-DE', { hour: 'numeric', minute: '2-digit', timeZone: 'Europe/Berlin' })
    if (time.textContent !== text) time.textContent = text
  }

  document.addEventListener('nw-puls', (event) => { if (event.detail) ahead = event.detail - Date.now() })
  document.addEventListener('nw-regie', tick)
  setInterval(tick, 250)
  tick()
})()
