// Photos are made smaller before they are sent: a weak net carries them, and an iPhone's HEIC becomes a JPEG.
// What cannot be read here is sent as it is; the server decides.
(() => {
  const SEITE = 2000
  const KLEIN_GENUG = 700000

  async function shrink (file) {
    if (file.type === 'image/jpeg' && file.size <= KLEIN_GENUG) return file
    try {
      const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
      const factor = Math.min(1, SEITE / Math.max(picture.width, picture.height))
      const canvas = document.createElement('canvas')
      canvas.width = Math.max(1, Math.round(picture.width * factor))
      canvas.height = Math.max(1, Math.round(picture.height * factor))
      const context = canvas.getContext('2d')
      context.fillStyle = '#fff'
      context.fillRect(0, 0, canvas.width, canvas.height)
      context.drawImage(picture, 0, 0, canvas.width, canvas.height)
      picture.close()
      const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.85))
      if (!blob || blob.size >= file.size) return file
      return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' })
    } catch {
      return file
    }
  }

  for (const field of document.querySelectorAll('input[data-foto]')) {
    let work
    field.addEventListener('change', () => {
      // moving pictures would lose their movement silently: the server says a sentence
      const files = [...field.files]
      work = (async () => {
        const small = new DataTransfer()
        for (const file of files) {
          small.items.add(/gif|svg/.test(file.type) || !file.type.startsWith('image/') ? file : await shrink(file))
        }
        field.files = small.files
      })().catch(() => {}).finally(() => { work = undefined })
    })
    field.form.addEventListener('submit', event => {
      if (!work) return
      event.preventDefault()
      work.then(() => field.form.requestSubmit(event.submitter))
    })
  }
})()
