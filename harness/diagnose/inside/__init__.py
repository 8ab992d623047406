"""For the path of a person's command: ``sitecustomize`` adds to the witness what ``lab_diagnose_watch`` watches."""
