INSERT INTO Customers VALUES (NULL, 'No number', ''), (-1, NULL, NULL), (9007199254740991, 'Größe', 'x' || char(0) || 'y'), ('text', 'Odd', 'Id is a text');
