"""Working days (工作日历): weekends, public holidays, make-up days; a year without data is never guessed."""
