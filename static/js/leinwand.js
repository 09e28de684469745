// The Leinwand counts down by the server's clock, sounds a gong, and turns its pages. live.js keeps it fresh.
// Without a script the page loads itself anew every 20 seconds.
(() => {
  const frame = document.querySelector('[data-lw-jetzt]')
  if (!frame) return
  // every page comes, but calmly where motion is unwelcome: nobody can turn one by hand
  const PAGE = matchMedia('(prefers-reduced-motion: reduce)').matches ? 20000 : 10000
  const REFRESH = 60000 // for what changes by the clock alone, and whatever else was missed
  let ahead = Number(frame.dataset.lwJetzt) - Date.now() // how far the server's clock is ahead of ours
  let loudFor // the last countdown that was seen running: only its end sounds
  const sound = window.AudioContext ? new AudioContext() : null
  const button = document.querySelector('[data-lw-ton]')

  const now = () => Date.now() + ahead

  function show (seconds) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }

  function tick () {
    const rest = (end) => Math.max(0, Math.ceil((Number(end) - now()) / 1000))
    for (const clock of frame.querySelectorAll('[data-lw-endet]')) {
      const seconds = rest(clock.dataset.lwEndet)
      const text = show(seconds)
      if (clock.textContent !== text) clock.textContent = text
      if (!('lwGong' in clock.dataset)) continue
      if (seconds) loudFor = clock.dataset.lwEndet
      else if (loudFor === clock.dataset.lwEndet) {
        loudFor = undefined
        gong()
      }
    }
    for (const bar of frame.querySelectorAll('[data-lw-balken]')) {
      const all = Number(bar.dataset.lwSekunden) * 1000
      const part = all ? Math.min(1, Math.max(0, 1 - (Number(bar.dataset.lwBalken) - now()) / all)) : 1
      bar.querySelector('.nw-balken__wert')?.setAttribute('width', `${(part * 100).toFixed(1)}%`)
    }
    const pages = frame.querySelectorAll('[data-lw-blatt]')
    const turn = Math.floor(now() / PAGE) % (pages.length || 1)
    pages.forEach((page, i) => { page.hidden = i !== turn })
    const wanted = !sound || sound.state === 'running' || !frame.querySelector('[data-lw-gong]')
    if (button && button.hidden !== wanted) button.hidden = wanted
  }

  // A bell: a few partial tones that die away, the high ones first. Silent until somebody allowed sound once.
  function gong () {
    frame.dataset.lwGongte = String(Math.round(now()))
    if (sound?.state !== 'running') return
    for (const [part, loud, long] of [[1, 0.5, 4], [2.01, 0.22, 2.6], [2.74, 0.16, 1.8], [4.1, 0.08, 1]]) {
      const tone = sound.createOscillator()
      const volume = sound.createGain()
      tone.frequency.value = 196 * part
      volume.gain.setValueAtTime(0.0001, sound.currentTime)
      volume.gain.exponentialRampToValueAtTime(loud, sound.currentTime + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + long)
      tone.connect(volume).connect(sound.destination)
      tone.start()
      tone.stop(sound.currentTime + long)
    }
  }

  async function refresh () {
    try {
      const answer = await fetch(frame.dataset.liveStand, { cache: 'no-store' })
      if (!answer.ok) return
      ahead = Number(answer.headers.get('Nw-Jetzt')) - Date.now()
      const html = await answer.text()
      const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live-teil]')
      const here = frame.querySelector('[data-live-teil]')
      if (fresh && here) here.replaceWith(document.adoptNode(fresh))
      tick()
    } catch {
      // no net: live.js says so and comes back
    }
  }

  document.addEventListener('nw-puls', (event) => {
    if (event.detail) ahead = event.detail - Date.now()
  })
  document.addEventListener('nw-neu', tick)
  button?.addEventListener('click', async () => {
    await sound.resume()
    tick()
    gong()
  })
  // the machine must not fall asleep in the middle of the afternoon; a hidden page loses the lock
  const stayAwake = () => { if (!document.hidden) navigator.wakeLock?.request('screen').catch(() => {}) }
  document.addEventListener('visibilitychange', stayAwake)
  stayAwake()
  setInterval(tick, 250)
  setInterval(refresh, REFRESH)
  tick()
})()
