// Keeps the parts of a page fresh that everybody shares: swaps what the stream sends, polls when the stream is cut.
// Without it the page shows the state it was loaded with.
(() => {
  const page = document.querySelector('[data-live]')
  if (!page || !window.EventSource) return
  const { live, liveWas, liveStand } = page.dataset
  const hint = document.querySelector('[data-live-hinweis]')
  const POLL = 10000
  let stream, timer

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
  }

  async function poll () {
    if (stream.readyState === EventSource.CLOSED) connect()
    try {
      const answer = await fetch(liveStand, { cache: 'no-store' })
      if (!answer.ok) throw new Error(answer.status)
      apply(await answer.text())
      if (timer) say(hint?.dataset.schnitt || '')
    } catch {
      if (timer) say(hint?.dataset.ohneNetz || '')
    }
  }

  function connect () {
    stream = new EventSource(live)
    stream.onopen = () => {
      clearInterval(timer)
      timer = undefined
      say('')
    }
    stream.onerror = () => {
      if (timer) return
      timer = setInterval(poll, POLL)
      poll()
    }
    for (const was of liveWas.split(' ')) stream.addEventListener(was, (event) => apply(event.data))
  }

  connect()
})()
