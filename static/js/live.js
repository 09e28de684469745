// The stream of a page, and the parts of a page that everybody shares: swaps what the stream sends, polls while the
// stream is cut. Without it the page shows the state it was loaded with.
(() => {
  const SILENT = 20000 // the server beats every 6 seconds: whoever hears nothing for so long has no net
  const LONGEST = 10000
  const POLL = 10000

  // Keeps one stream open for ever. `on` has neu(was, html), schnitt() when it is cut, wieder() when it is back.
  // What the page already has is told when it comes back, so only what was missed is sent.
  window.nwStrom = (url, names, on) => {
    let stream, timer, heard, last, tries, cut
    last = ''
    tries = 0

    function hear () {
      heard = Date.now()
    }

    function open () {
      clearTimeout(timer)
      timer = undefined
      stream?.close()
      hear()
      stream = new EventSource(last ? `${url}?seit=${encodeURIComponent(last)}` : url)
      stream.addEventListener('puls', (event) => {
        hear()
        tries = 0
        if (cut) {
          cut = false
          on.wieder?.()
        }
        document.dispatchEvent(new CustomEvent('nw-puls', { detail: Number(event.data) }))
      })
      for (const was of names) {
        stream.addEventListener(was, (event) => {
          hear()
          last = event.lastEventId || last
          on.neu(was, event.data)
        })
      }
      stream.onerror = lose
    }

    // Each page waits a different time: three hundred phones must not knock all at once.
    function lose () {
      stream.close()
      if (!cut) {
        cut = true
        on.schnitt?.()
      }
      if (!timer) timer = setTimeout(open, Math.min(LONGEST, 1000 * 2 ** tries++) * (0.5 + Math.random() / 2))
    }

    function wake () {
      if (document.hidden) return
      if (cut || Date.now() - heard > SILENT) {
        tries = 0
        open()
      }
    }

    setInterval(() => { if (!timer && Date.now() - heard > SILENT) lose() }, 2000)
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('pageshow', (event) => { if (event.persisted) wake() })
    window.addEventListener('online', wake)
    window.addEventListener('offline', () => lose())
    open()
    return { nach (neu) { url = neu } }
  }

  const page = document.querySelector('[data-live]')
  if (!page || !window.EventSource) return
  const { live, liveWas, liveStand } = page.dataset
  const hint = document.querySelector('[data-live-hinweis]')
  let timer

  function say (text) {
    if (hint && hint.textContent !== text) hint.textContent = text
  }

  function apply (html) {
    const fresh = new DOMParser().parseFromString(html, 'text/html')
    for (const part of fresh.querySelectorAll('[data-live-teil]')) {
      const here = page.querySelector(`[data-live-teil="${CSS.escape(part.dataset.liveTeil)}"]`)
      if (here && here.outerHTML !== part.outerHTML) here.replaceWith(document.adoptNode(part))
    }
    // what cannot be swapped, because a form belongs to it, is only noticed
    const note = document.querySelector('[data-live-neu]')
    for (const mark of fresh.querySelectorAll('[data-live-merke]')) {
      const here = page.querySelector(`[data-live-merke="${CSS.escape(mark.dataset.liveMerke)}"]`)
      if (note && here && here.dataset.wert !== mark.dataset.wert) note.hidden = false
    }
    document.dispatchEvent(new CustomEvent('nw-neu'))
  }

  async function poll () {
    try {
      const answer = await fetch(liveStand, { cache: 'no-store' })
      if (!answer.ok) throw new Error(answer.status)
      const html = await answer.text()
      if (!timer) return // the stream is back and newer
      if (answer.headers.has('Nw-Strom')) strom.nach(answer.headers.get('Nw-Strom'))
      apply(html)
      say(hint?.dataset.schnitt || '')
    } catch {
      if (timer) say(hint?.dataset.ohneNetz || '')
    }
  }

  const strom = window.nwStrom(live, liveWas.split(' '), {
    neu: (was, html) => apply(html),
    schnitt () {
      timer = setInterval(poll, POLL)
      setTimeout(poll, Math.random() * 1500)
    },
    wieder () {
      clearInterval(timer)
      timer = undefined
      say('')
    },
  })
})()
