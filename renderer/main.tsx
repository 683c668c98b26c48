document.title='Ajar'
