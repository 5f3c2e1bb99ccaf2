// Shows the document that the page names.
"use strict";
const place = document.getElementById("swagger-ui");
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  displayRequestDuration: true,
  // Nobody else is asked.
  validatorUrl: null,
  queryConfigEnabled: false,
});
