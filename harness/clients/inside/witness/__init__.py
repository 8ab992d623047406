"""For a client's path: ``sitecustomize`` starts, ``lab_witness_hook`` finds, ``…_watch`` sees, ``…_report`` writes."""
