INSERT INTO uptimeflare VALUES ('state', x'00ff10'), ('empty', x''), ('', zeroblob(3)), ('ü', x'c3bc');
