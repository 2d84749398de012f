"""What an offer is, who sees it and under which tab (guide #0, #5). Pure: no I/O, no clock."""
