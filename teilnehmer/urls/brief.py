from django.urls import path

from teilnehmer.views import brief, serienbrief

E = "verwaltung/<slug:v>/<slug:k>/einladungen/"
A = f"{E}aussendungen/"

verwaltung = [
    path(f"{A}pruefen/", brief.pruefen, name="aussendung_pruefen_neu"),
    path(f"{A}<int:pk>/pruefen/", brief.pruefen, name="aussendung_pruefen"),
    path(f"{A}<int:pk>/vorschau/", brief.vorschau, name="aussendung_vorschau"),
    path(f"{A}<int:pk>/testmail/", brief.testmail, name="aussendung_testmail"),
    path(f"{E}briefe/", serienbrief.serienbrief, name="serienbrief"),
    path(f"{E}briefe/<int:pk>/briefe.pdf", serienbrief.serienbrief_pdf, name="serienbrief_pdf"),
    path(f"{E}briefe/<int:pk>/drucken/", serienbrief.drucken, name="serienbrief_drucken"),
    path(f"{E}briefe/<int:pk>/versandt/", serienbrief.versandt, name="serienbrief_versandt"),
    path(f"{E}<slug:kennung>/brief.pdf", serienbrief.brief_pdf, name="einladung_brief_pdf"),
]
