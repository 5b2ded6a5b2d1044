# The two commands of the README are `make run` and `make test`; each target is a script of the same name.
.PHONY: run test lint bench lock pictures

run:
	@exec scripts/run

test:
	@exec scripts/test

lint:
	@exec scripts/lint

bench:
	@exec scripts/bench

lock:
	@exec scripts/lock

pictures:
	@exec scripts/pictures
